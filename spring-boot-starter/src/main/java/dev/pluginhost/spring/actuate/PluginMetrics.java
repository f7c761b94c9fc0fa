package dev.pluginhost.spring.actuate;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.PluginState;
import dev.pluginhost.spring.autoconfigure.PluginHostLifecycle;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * What imports cost: a timer for each plugin and stage, and a gauge of the last time until the plugin is unloaded. Also how many imports have
 * failed, and how many plugins are imported. Keeps names only. Thread-safe.
 */
final class PluginMetrics implements MeterBinder, PluginListener, ApplicationListener<ContextRefreshedEvent> {

    private final PluginHost host;
    private final PluginHostLifecycle lifecycle;
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

    /** The gauges of imported plugins by name; written by the one thread at a time that notifies listeners. */
    private final Map<String, List<Meter>> gauges = new ConcurrentHashMap<>();

    /** Whether a plugin is imported, by name. The gauge does not ask the host for that, as it must not wait. */
    private final Map<String, Boolean> imported = new ConcurrentHashMap<>();

    /** How plugins were imported whose notice is still to come. Confined like the gauges. Without it, each notice would list all plugins. */
    private final Map<String, PluginInfo.Trace> listed = new ConcurrentHashMap<>();

    PluginMetrics(PluginHost host, PluginHostLifecycle lifecycle) {
        this.host = host;
        this.lifecycle = lifecycle;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
        Gauge.builder("pluginhost.plugins.imported", imported, PluginMetrics::count)
                .description("How many plugins are imported")
                .register(registry);
    }

    private static long count(Map<String, Boolean> imported) {
        return imported.values().stream().filter(is -> is).count();
    }

    /** Counts what beans of the application have imported before this was there. The sources are read already. */
    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        if (lifecycle.report().isEmpty() && lifecycle.failure().isPresent()) {
            return;
        }
        for (PluginInfo plugin : host.plugins()) {
            if (plugin.state() == PluginState.IMPORTED && imported.putIfAbsent(plugin.name(), true) == null) {
                record(plugin.name(), plugin.trace());
            }
        }
    }

    @Override
    public void imported(ImportedModule module) {
        if (!Boolean.TRUE.equals(imported.put(module.name(), true))) {
            if (!listed.containsKey(module.name())) {
                list();
            }
            record(module.name(), Optional.ofNullable(listed.remove(module.name())));
        }
    }

    private void list() {
        for (PluginInfo plugin : host.plugins()) {
            if (plugin.state() == PluginState.IMPORTED && !gauges.containsKey(plugin.name())) {
                plugin.trace().ifPresent(trace -> listed.put(plugin.name(), trace));
            }
        }
    }

    private void record(String plugin, Optional<PluginInfo.Trace> trace) {
        List<Meter> made = new ArrayList<>();
        for (MeterRegistry registry : registries) {
            trace.ifPresent(
                    times -> times.times().forEach((stage, time) -> record(registry, plugin, stage, time, made)));
        }
        gauges.put(plugin, made);
    }

    private static void record(
            MeterRegistry registry, String plugin, ImportStage stage, Duration time, List<Meter> made) {
        Tags tags =
                Tags.of(Tag.of("plugin", plugin), Tag.of("stage", stage.name().toLowerCase(Locale.ROOT)));
        Timer.builder("pluginhost.imports")
                .description("The times of imports")
                .tags(tags)
                .register(registry)
                .record(time);
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
        imported.put(module.name(), false);
        listed.remove(module.name());
        List<Meter> gone = gauges.remove(module.name());
        if (gone != null) {
            registries.forEach(registry -> gone.forEach(registry::remove));
        }
    }
}
