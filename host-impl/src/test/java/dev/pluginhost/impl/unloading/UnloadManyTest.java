package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.pluginhost.PluginHost;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Unloading many plugins")
class UnloadManyTest extends HostFixture {

    private static final int MANY = 60;

    /** One immediately and one after each of 50, 100, 200 ms and so on: what one plugin takes on a slow machine. */
    private static final int FEW = 8;

    private static int requestedCollections(Runnable meanwhile) throws Exception {
        AtomicInteger requested = new AtomicInteger();
        NotificationListener listener = (notification, unused) -> {
            GarbageCollectionNotificationInfo info =
                    GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
            if (info.getGcCause().equals("System.gc()")) {
                requested.incrementAndGet();
            }
        };
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        for (GarbageCollectorMXBean collector : collectors) {
            ((NotificationEmitter) collector).addNotificationListener(listener, null, null);
        }
        try {
            meanwhile.run();
        } finally {
            for (GarbageCollectorMXBean collector : collectors) {
                ((NotificationEmitter) collector).removeNotificationListener(listener);
            }
        }
        return requested.get();
    }

    private PluginHost host(boolean chain) {
        Path before = null;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            String name = "acme.p%02d".formatted(i);
            names.add(name);
            before = install(
                    chain && before != null
                            ? plugin(name).requires(names.get(i - 1)).compiledAgainst(before)
                            : plugin(name));
        }
        PluginHost host = host(builder -> builder.collectionTimeout(Duration.ofSeconds(20)));
        host.importAll(names)
                .join()
                .values()
                .forEach(result -> assertTrue(result.failure().isEmpty()));
        return host;
    }

    @Test
    @DisplayName("that require each other requests no more collections than unloading one")
    void chain() throws Exception {
        PluginHost host = host(true);
        int requested = requestedCollections(() -> {
            UnloadReport report = get(host.unload("acme.p00"));
            assertEquals(MANY, report.plugins().size());
            assertTrue(report.isClean(), report::toString);
        });
        assertTrue(requested <= FEW, requested + " collections");
    }

    @Test
    @DisplayName("at the same time requests no more collections than unloading one")
    void atTheSameTime() throws Exception {
        PluginHost host = host(false);
        int requested = requestedCollections(() -> {
            List<CompletableFuture<UnloadReport>> all = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                all.add(host.unload("acme.p%02d".formatted(i)));
            }
            all.forEach(one -> assertTrue(get(one).isClean()));
        });
        assertTrue(requested <= FEW, requested + " collections");
    }
}
