package dev.pluginhost;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What came of unloading a plugin. Keeps nothing of any plugin alive.
 *
 * @param name the plugin that was to be unloaded
 * @param plugins what was unloaded, in that order: those that required it before it; empty if it was not imported
 * @param took from the call to this report, the time in which the collection of their loaders was awaited included
 */
public record UnloadReport(String name, List<UnloadedPlugin> plugins, Duration took) {

    /** Copies the list and refuses {@code null}. */
    public UnloadReport {
        Objects.requireNonNull(name, "name");
        plugins = List.copyOf(plugins);
        Objects.requireNonNull(took, "took");
    }

    /**
     * Whether nothing of what was unloaded is known to have stayed behind.
     *
     * @return false if a class loader was still held, or anything went wrong, or it was not looked for
     */
    public boolean isClean() {
        return plugins.stream()
                .allMatch(plugin -> plugin.collection() == UnloadedPlugin.Collection.COLLECTED
                        && plugin.problems().isEmpty());
    }
}
