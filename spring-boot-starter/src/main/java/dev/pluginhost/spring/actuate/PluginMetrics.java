package dev.pluginhost.spring.actuate;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * What imports cost: a timer and a gauge of the last time for each plugin and stage, until the plugin is unloaded; how many imports have failed;
 * and how many plugins are imported. Keeps names only. Thread-safe.
 */
final class PluginMetrics implements MeterBinder, PluginListener {

    private final PluginHost host;
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

    /** The meters of imported plugins by name; written by the one thread at a time that notifies listeners. */
    private final Map<String, List<Meter>> meters = new ConcurrentHashMap<>();

    /** What the gauges show: the host is not asked for that, as a request for it must not wait. */
    private final Map<String, Boolean> imported = new ConcurrentHashMap<>();

    PluginMetrics(PluginHost host) {
        this.host = host;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
        Gauge.builder("pluginhost.plugins.imported", imported, Map::size)
                .description("How many plugins are imported")
                .register(registry);
    }

    @Override
    public void imported(ImportedModule module) {
        imported.put(module.name(), true);
        Optional<PluginInfo.Trace> trace = host.plugins().stream()
                .filter(plugin -> plugin.name().equals(module.name()))
                .flatMap(plugin -> plugin.trace().stream())
                .findFirst();
        List<Meter> made = new CopyOnWriteArrayList<>();
        for (MeterRegistry registry : registries) {
            trace.ifPresent(times ->
                    times.times().forEach((stage, time) -> record(registry, module.name(), stage, time, made)));
        }
        meters.put(module.name(), made);
    }

    private static void record(
            MeterRegistry registry, String plugin, ImportStage stage, Duration time, List<Meter> made) {
        Tags tags =
                Tags.of(Tag.of("plugin", plugin), Tag.of("stage", stage.name().toLowerCase(Locale.ROOT)));
        Timer timer = Timer.builder("pluginhost.imports")
                .description("The times of imports")
                .tags(tags)
                .register(registry);
        timer.record(time);
        made.add(timer);
        made.add(TimeGauge.builder("pluginhost.import.last", time::toNanos, TimeUnit.NANOSECONDS)
                .description("The time of the last import")
                .tags(tags)
                .register(registry));
    }

    @Override
    public void failed(String module, PluginInfo.Failure failure) {
        for (MeterRegistry registry : registries) {
            Counter.builder("pluginhost.import.failures")
                    .description("How many imports have failed")
                    .tag("plugin", module)
                    .tag("reason", failure.reason().name().toLowerCase(Locale.ROOT))
                    .register(registry)
                    .increment();
        }
    }

    @Override
    public void unloaded(ImportedModule module) {
        imported.remove(module.name());
        List<Meter> gone = meters.remove(module.name());
        if (gone != null) {
            registries.forEach(registry -> gone.forEach(registry::remove));
        }
    }
}
