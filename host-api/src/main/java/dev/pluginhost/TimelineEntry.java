package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One import that has ended. Keeps nothing of the plugin in memory.
 *
 * @param name the module name
 * @param version the version recorded in the module, if there is one
 * @param prerequisites the names of the plugins that had to be imported before it, also of those that were imported already
 * @param trace which code asked for it, which thread ran it, and how long each stage took. It ended when it was requested, plus
 *     the {@linkplain PluginInfo.Trace#total() sum of its stages}
 * @param failure why it failed; empty if the plugin was imported. It has no details, so that many entries stay small. For the
 *     last import of a plugin, {@link PluginInfo#failure()} has them
 */
public record TimelineEntry(
        String name,
        Optional<ModuleDescriptor.Version> version,
        List<String> prerequisites,
        PluginInfo.Trace trace,
        Optional<PluginInfo.Failure> failure) {

    /** Copies the list and refuses {@code null}. */
    public TimelineEntry {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        prerequisites = List.copyOf(prerequisites);
        Objects.requireNonNull(trace, "trace");
        Objects.requireNonNull(failure, "failure");
    }

    /**
     * A summary.
     *
     * @return name, version, duration and the failure's message, on one line in which control characters are escaped
     */
    @Override
    public String toString() {
        return Printable.line(name + version.map(is -> " " + is).orElse("") + ": "
                + failure.map(is -> is.message()).orElse("imported") + " ("
                + trace.total().toMillis() + " ms)");
    }
}
