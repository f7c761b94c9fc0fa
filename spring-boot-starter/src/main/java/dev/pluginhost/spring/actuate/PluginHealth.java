package dev.pluginhost.spring.actuate;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.spring.autoconfigure.PluginHostLifecycle;
import dev.pluginhost.spring.autoconfigure.PluginHostProperties;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The health of the plugins, for the health indicators of all releases. It is down if the start has failed, or if an eager plugin or a
 * required one is not imported after it. Otherwise it is up, with what is wrong in the details.
 */
record PluginHealth(PluginHost host, PluginHostLifecycle lifecycle, PluginHostProperties properties) {

    /** How it is. */
    enum Status {
        UP,
        DOWN,
        /** The host has not started yet. */
        UNKNOWN
    }

    /** The status, and details that can be written as JSON. */
    record Result(Status status, Map<String, Object> details) {}

    Result look() {
        Map<String, Object> details = new LinkedHashMap<>();
        List<PluginInfo> plugins;
        try {
            plugins = host.plugins();
        } catch (PluginException e) {
            details.put("error", String.valueOf(e.getMessage()));
            return new Result(Status.DOWN, details);
        }
        boolean started = lifecycle.report().isPresent();
        details.put("started", started);
        details.put("installed", plugins.size());
        details.put("imported", count(plugins));
        Map<String, String> failures = new TreeMap<>();
        for (PluginInfo plugin : plugins) {
            boolean wanted = plugin.state() != PluginState.REFUSED;
            plugin.failure()
                    .filter(failure -> wanted)
                    .ifPresent(failure -> failures.put(plugin.name(), failure.message()));
        }
        if (!failures.isEmpty()) {
            details.put("failures", failures);
        }
        lifecycle.failure().ifPresent(failure -> details.put("error", String.valueOf(failure.getMessage())));
        Set<String> missing = missing(plugins);
        if (started && !missing.isEmpty()) {
            details.put("missing", missing);
        }
        if (lifecycle.failure().isPresent() || (started && !missing.isEmpty())) {
            return new Result(Status.DOWN, details);
        }
        return new Result(started ? Status.UP : Status.UNKNOWN, details);
    }

    private static long count(List<PluginInfo> plugins) {
        return plugins.stream()
                .filter(plugin -> plugin.state() == PluginState.IMPORTED)
                .count();
    }

    /** Eager ones that are not installed are missing too; what a customizer has made lazy is not. */
    private Set<String> missing(List<PluginInfo> plugins) {
        Set<String> missing = new TreeSet<>(properties.eager());
        for (PluginInfo plugin : plugins) {
            if (plugin.timing() == ImportTiming.EAGER) {
                missing.add(plugin.name());
            } else {
                missing.remove(plugin.name());
            }
        }
        missing.addAll(properties.health().required());
        for (PluginInfo plugin : plugins) {
            if (plugin.state() == PluginState.IMPORTED
                    || plugin.state() == PluginState.IMPORTING
                    || plugin.state() == PluginState.UNLOADING) {
                missing.remove(plugin.name());
            }
        }
        return missing;
    }
}
