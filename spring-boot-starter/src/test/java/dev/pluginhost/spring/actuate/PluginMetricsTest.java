package dev.pluginhost.spring.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.spring.autoconfigure.PluginHostLifecycle;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationContext;
import org.springframework.context.support.StaticApplicationContext;

@DisplayName("Metrics of imports")
class PluginMetricsTest {

    private static final List<String> NAMES = List.of("a", "b", "c");

    @Test
    @DisplayName("ask the host once how plugins were imported that are imported at the same time")
    void oneListing() throws ReflectiveOperationException {
        AtomicInteger listings = new AtomicInteger();
        PluginHost host = proxy(PluginHost.class, () -> {
            listings.incrementAndGet();
            return NAMES.stream().map(PluginMetricsTest::info).toList();
        });
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        PluginMetrics metrics = new PluginMetrics(host, lifecycle(host));
        metrics.bindTo(registry);
        NAMES.forEach(name -> metrics.imported(proxy(ImportedModule.class, () -> name)));
        assertThat(listings).hasValue(1);
        assertThat(registry.find("pluginhost.imports").timers()).hasSize(NAMES.size());
        ImportedModule again = proxy(ImportedModule.class, () -> "b");
        metrics.unloaded(again);
        metrics.imported(again);
        assertThat(listings).hasValue(2);
        assertThat(registry.get("pluginhost.imports").tag("plugin", "b").timer().count())
                .isEqualTo(2);
    }

    /** Not started; the auto-configuration makes it, which is in another package. */
    private static PluginHostLifecycle lifecycle(PluginHost host) throws ReflectiveOperationException {
        Constructor<PluginHostLifecycle> constructor =
                PluginHostLifecycle.class.getDeclaredConstructor(PluginHost.class, ApplicationContext.class);
        constructor.setAccessible(true);
        return constructor.newInstance(host, new StaticApplicationContext());
    }

    private static PluginInfo info(String name) {
        return new PluginInfo(
                name,
                Optional.empty(),
                ImportTiming.LAZY,
                PluginState.IMPORTED,
                Path.of(name),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(new PluginInfo.Trace(
                        "test", Instant.EPOCH, "thread", Map.of(ImportStage.START, Duration.ofMillis(1)))));
    }

    /** Answers each call the same. */
    private static <T> T proxy(Class<T> type, Supplier<Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer.get()));
    }
}
