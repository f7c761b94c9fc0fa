package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One plugin, a fresh host each round, sixty-four threads that ask at the same moment. Ten thousand rounds at most, a few of
 * them by itself; {@code -Phammer -Dhammer.seconds=N} goes on for longer.
 */
@DisplayName("Sixty-four callers of one plugin of a fresh host")
@SuppressWarnings("try") // what is open for as long as a block lasts
class ManyCallersTest extends HostFixture {

    private static final int CALLERS = 64;
    private static final int FEW_ROUNDS = 100;
    private static final int MOST_ROUNDS = 10_000;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    @DisplayName("get one layer and one start, in whichever way they ask, however often it is tried")
    void oneLayerOneStart() throws Exception {
        AtomicInteger starts = new AtomicInteger();
        install(plugin("acme.a", AppCall.source("start") + ";"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("pluginhost.hammer.seconds", 0));
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        int rounds = 0;
        try (AppCall start = AppCall.of("start", starts::incrementAndGet)) {
            CyclicBarrier together = new CyclicBarrier(CALLERS);
            while (rounds < FEW_ROUNDS || (rounds < MOST_ROUNDS && System.nanoTime() < end)) {
                rounds++;
                try (PluginHost host = Hosts.builder()
                        .plugins(plugins)
                        .importThreads(1 + rounds % 3)
                        .build()) {
                    if (rounds % 2 == 0) {
                        host.plugins(); // so that they race for the plugin alone, and not for the sources too
                    }
                    Set<Module> seen = Collections.newSetFromMap(new IdentityHashMap<>());
                    List<Future<ImportedModule>> asked = IntStream.range(0, CALLERS)
                            .mapToObj(caller -> callers.submit(() -> {
                                together.await();
                                return ask(host, caller);
                            }))
                            .toList();
                    asked.forEach(one -> seen.add(get(one).module()));
                    assertEquals(1, seen.size(), "layers in round " + rounds);
                    assertEquals(rounds, starts.get(), "starts");
                }
            }
        } finally {
            callers.shutdownNow();
        }
        System.getLogger("dev.pluginhost.test")
                .log(System.Logger.Level.INFO, rounds + " fresh hosts with " + CALLERS + " callers each");
    }

    private static ImportedModule ask(PluginHost host, int caller) throws Exception {
        return switch (caller % 5) {
            case 0 -> host.importModule("acme.a", PATIENCE);
            case 1 -> host.importModuleAsync("acme.a").join();
            case 2 -> host.importAll(List.of("acme.a")).get().get("acme.a").get();
            case 3 -> {
                host.importModuleAsync("acme.a").cancel(true);
                yield host.importModule("acme.a");
            }
            default -> host.importModule("acme.a");
        };
    }

    @Test
    @DisplayName("leave it to one start too where the first of them have given up")
    void impatientOnes() throws Exception {
        install(plugin("acme.a", "Probe.await(\"go\");"));
        PluginHost host = host();
        CountDownLatch gaveUp = new CountDownLatch(CALLERS / 2);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<ImportedModule>> asked = IntStream.range(0, CALLERS)
                    .mapToObj(caller -> callers.submit(() -> {
                        if (caller % 2 == 0) {
                            host.importModuleAsync("acme.a").cancel(true);
                            gaveUp.countDown();
                        }
                        return host.importModule("acme.a");
                    }))
                    .toList();
            gaveUp.await();
            probe.release("go");
            asked.forEach(one -> assertEquals("acme.a", get(one).name()));
            assertEquals(1, probe.count("started acme.a"));
        } finally {
            callers.shutdownNow();
        }
    }
}
