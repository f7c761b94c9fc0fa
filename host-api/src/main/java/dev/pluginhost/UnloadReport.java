package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The result of an unload. Keeps nothing of any plugin in memory.
 *
 * @param name the plugin that was to be unloaded
 * @param plugins what was unloaded, in that order: dependents first; empty if the plugin was not imported
 * @param took the time from the call to this report, including the wait for the collection of the class loaders
 */
public record UnloadReport(String name, List<Plugin> plugins, Duration took) {

    /** Copies the list and refuses {@code null}. */
    public UnloadReport {
        Objects.requireNonNull(name, "name");
        plugins = List.copyOf(plugins);
        Objects.requireNonNull(took, "took");
    }

    /**
     * Whether nothing of the unloaded plugins is known to be left.
     *
     * @return false if a class loader is still held, if its collection was not checked, or if there was a problem
     */
    public boolean isClean() {
        return plugins.stream()
                .allMatch(plugin -> plugin.collection() == Plugin.Collection.COLLECTED
                        && plugin.problems().isEmpty());
    }

    /**
     * An unloaded plugin: its services are gone, it is stopped, and its resources and files are closed. Keeps nothing of it in
     * memory.
     *
     * @param name the module name
     * @param version the version recorded in the module, if there is one
     * @param location the jar, exploded module or bundle directory that it was imported from
     * @param collection whether its class loader and its layer are collected
     * @param holders what is known to hold them, or why that is unknown; empty if they are collected or were not checked
     * @param problems what went wrong, one line each: a stop that threw or did not return, a resource or file that could not be
     *     closed
     */
    public record Plugin(
            String name,
            Optional<ModuleDescriptor.Version> version,
            Path location,
            Collection collection,
            List<Holder> holders,
            List<String> problems) {

        /** Whether a class loader is collected. */
        public enum Collection {
            /** It and the layer of the plugin are collected. */
            COLLECTED,
            /** One of them is still held; {@link Plugin#holders} says what holds it, as far as that is known. */
            HELD,
            /**
             * The host did not check it, because the application has disabled the check or the host was closed. Or the check
             * has no result, because the virtual machine ignores {@link System#gc()} (see {@code -XX:+DisableExplicitGC}) or
             * has no memory left: {@link Plugin#holders} says so.
             */
            NOT_CHECKED
        }

        /** Copies the lists, refuses {@code null}, and makes the texts printable. */
        public Plugin {
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

    /**
     * Something that keeps an unloaded plugin's classes in memory. This is text: it keeps nothing of the plugin in memory.
     *
     * @param kind what it is, for programs
     * @param what what it is, for people: which one, and how it holds the plugin; one line
     * @param stack the current stack of the thread that holds the plugin, or that hangs in the search; else empty. One line per
     *     frame, the innermost first
     */
    public record Holder(Kind kind, String what, List<String> stack) {

        /** What holds a plugin. */
        public enum Kind {
            /** A live platform thread. Virtual threads cannot be listed, so they are never named. */
            THREAD,
            /** A thread-local value of a live platform thread. Visible only if {@code java.lang} is open to the host. */
            THREAD_LOCAL,
            /** A shutdown hook. Visible only if {@code java.lang} is open to the host. */
            SHUTDOWN_HOOK,
            /**
             * A driver that is registered with {@code java.sql.DriverManager} and that the host has not deregistered. It was
             * registered after the plugin was stopped, its class belongs to a loader that the plugin has created, or its
             * {@code DriverAction} fails.
             */
            JDBC_DRIVER,
            /** Another plugin, which requires this one and is held itself. */
            DEPENDENT,
            /** An unknown holder; the text says what the host could not search and why, or how to see more. */
            UNKNOWN
        }

        /** Copies the list, refuses {@code null}, and makes the texts printable. */
        public Holder {
            Objects.requireNonNull(kind, "kind");
            what = Printable.line(Objects.requireNonNull(what, "what"));
            stack = stack.stream().map(Printable::text).toList();
        }

        /**
         * The whole content.
         *
         * @return the kind and the description, and on an indented line each, the frames of the stack
         */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(kind + ": " + what);
            stack.forEach(frame -> text.append("\n    at ").append(frame));
            return text.toString();
        }
    }
}
