package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An installed plugin as it was at one moment. Keeps nothing of the plugin alive.
 *
 * @param name the module name; the file's name, if it is {@link PluginState#UNREADABLE} or {@link PluginState#AMBIGUOUS} and the
 *     module's could not be found out
 * @param version the version recorded in the module, if there is one
 * @param timing when it is imported, the application's word before the plugin's own wish; {@link ImportTiming#LAZY} if it cannot
 *     be read, is ambiguous, or is imported and not installed any more
 * @param state how it is
 * @param location the jar, exploded module or bundle directory
 * @param provides the names of the service types that its module provides, sorted
 * @param requires the names of the installed plugins that it requires, sorted; those named {@code requires static} included
 *     if they can be imported; empty if it is imported and not installed any more
 * @param failure why it was refused, cannot be used, or failed in its last import, if so; if it is imported, which of its
 *     services could not be made and are left out, if any
 * @param trace how its last import went, if there was one
 */
public record PluginInfo(
        String name,
        Optional<ModuleDescriptor.Version> version,
        ImportTiming timing,
        PluginState state,
        Path location,
        List<String> provides,
        List<String> requires,
        Optional<ImportFailure> failure,
        Optional<ImportTrace> trace) {

    /** Copies the lists and refuses {@code null}. */
    public PluginInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(timing, "timing");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(location, "location");
        provides = List.copyOf(provides);
        requires = List.copyOf(requires);
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(trace, "trace");
    }

    /**
     * A summary.
     *
     * @return name, version, state and location, and the failure's message, on one line in which control characters are escaped
     */
    @Override
    public String toString() {
        return Printable.line(name + version.map(is -> " " + is).orElse("") + " " + state + " (" + location + ")"
                + failure.map(is -> ": " + is.message()).orElse(""));
    }
}
