package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A plugin that was unloaded: its services are gone, it was stopped, and its resources and files are closed. Keeps nothing of it
 * alive.
 *
 * @param name the module name
 * @param version the version recorded in the module, if there is one
 * @param location the jar, exploded module or bundle directory that it was imported from
 * @param collection whether its class loader and its layer have been collected
 * @param holders what is known to hold them, if they are held; if they were looked for and it cannot be told whether they are,
 *     why not; else empty
 * @param problems what went wrong, a line each: a stop that threw or did not return, a resource or a file that could not be closed
 */
public record UnloadedPlugin(
        String name,
        Optional<ModuleDescriptor.Version> version,
        Path location,
        Collection collection,
        List<Holder> holders,
        List<String> problems) {

    /** Whether a class loader is gone. */
    public enum Collection {
        /** It and the plugin's layer have been collected. */
        COLLECTED,
        /** Somebody still holds one of them; {@link UnloadedPlugin#holders} says who, as far as that can be known. */
        HELD,
        /**
         * It was not looked for, as the application has switched that off, or the host was closed meanwhile; or it was, and
         * cannot be told, as the virtual machine does not heed {@link System#gc()} (see {@code -XX:+DisableExplicitGC}) or has
         * no memory left: then {@link UnloadedPlugin#holders} says so.
         */
        NOT_CHECKED
    }

    /** Copies the lists, refuses {@code null}, and makes the texts printable. */
    public UnloadedPlugin {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(collection, "collection");
        holders = List.copyOf(holders);
        problems = problems.stream().map(Printable::line).toList();
    }

    /**
     * A summary.
     *
     * @return name, version, location and what is left, on one line in which control characters are escaped
     */
    @Override
    public String toString() {
        return Printable.line(name + version.map(is -> " " + is).orElse("") + " (" + location + ") " + collection
                + (holders.isEmpty()
                        ? ""
                        : ", held by "
                                + holders.stream()
                                        .map(holder -> holder.kind() + ": " + holder.what())
                                        .toList())
                + (problems.isEmpty() ? "" : ", problems: " + problems));
    }
}
