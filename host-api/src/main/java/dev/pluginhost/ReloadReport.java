package dev.pluginhost;

import java.lang.module.ModuleDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of reloading a plugin. Keeps nothing of any plugin alive.
 *
 * @param plugins those that went and came back, each after those that it requires; empty if the plugin was not imported
 * @param unloaded what was unloaded for that, and what is left of it, those that require others first
 * @param took from the call to this report, the time in which the collection of the old loaders was awaited included
 */
public record ReloadReport(List<Reloaded> plugins, List<UnloadReport.Plugin> unloaded, Duration took) {

    /**
     * A plugin that came back.
     *
     * @param name the module name
     * @param before the version that went, if it has one
     * @param after the version that came, if it has one
     * @param changed whether it was imported from other files than before, by size, time of last modification, identity and a
     *     checksum of their content; of an exploded module only the declaration and the packages are compared
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
