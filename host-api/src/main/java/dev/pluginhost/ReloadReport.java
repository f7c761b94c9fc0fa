package dev.pluginhost;

import java.lang.module.ModuleDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The result of a reload. Keeps nothing of any plugin in memory.
 *
 * @param plugins the replaced plugins, each after those that it requires; empty if the plugin was not imported
 * @param unloaded what was unloaded for that, and what is left of it, dependents first
 * @param took the time from the call to this report, including the wait for the collection of the old class loaders
 */
public record ReloadReport(List<Reloaded> plugins, List<UnloadReport.Plugin> unloaded, Duration took) {

    /**
     * A replaced plugin.
     *
     * @param name the module name
     * @param before the old version, if it has one
     * @param after the new version, if it has one
     * @param changed whether the new plugin has other files than the old one. Size, time of last modification, identity and a
     *     checksum of the content are compared; of an exploded module, only the declaration and the packages
     */
    public record Reloaded(
            String name,
            Optional<ModuleDescriptor.Version> before,
            Optional<ModuleDescriptor.Version> after,
            boolean changed) {

        /** Refuses {@code null}. */
        public Reloaded {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(after, "after");
        }
    }

    /** Copies the lists and refuses {@code null}. */
    public ReloadReport {
        plugins = List.copyOf(plugins);
        unloaded = List.copyOf(unloaded);
        Objects.requireNonNull(took, "took");
    }
}
