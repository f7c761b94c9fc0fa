package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of unloading a plugin. Keeps nothing of any plugin alive.
 *
 * @param name the plugin that was to be unloaded
 * @param plugins what was unloaded, in that order: those that required it before it; empty if it was not imported
 * @param took from the call to this report, the time in which the collection of their loaders was awaited included
 */
public record UnloadReport(String name, List<Plugin> plugins, Duration took) {

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
                .allMatch(plugin -> plugin.collection() == Plugin.Collection.COLLECTED
                        && plugin.problems().isEmpty());
    }

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
    public record Plugin(
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
            /** Somebody still holds one of them; {@link Plugin#holders} says who, as far as that can be known. */
            HELD,
            /**
             * It was not looked for, as the application has switched that off, or the host was closed meanwhile; or it was, and
             * cannot be told, as the virtual machine does not heed {@link System#gc()} (see {@code -XX:+DisableExplicitGC}) or has
             * no memory left: then {@link Plugin#holders} says so.
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
     * Something that keeps an unloaded plugin's classes in memory. Text alone: it keeps nothing of the plugin alive.
     *
     * @param kind what it is, for programs
     * @param what what it is, for people: which one, and in what way it holds the plugin; one line
     * @param stack of a thread, where it is now, a line for each frame, the innermost first: one that holds the plugin, or one that
     *     hangs while it looks; else empty
     */
    public record Holder(Kind kind, String what, List<String> stack) {

        /** What holds a plugin. */
        public enum Kind {
            /** A live platform thread. Virtual threads cannot be listed, so none is ever named. */
            THREAD,
            /** A thread-local value of a live platform thread; seen where {@code java.lang} is open to the host. */
            THREAD_LOCAL,
            /** A shutdown hook; seen where {@code java.lang} is open to the host. */
            SHUTDOWN_HOOK,
            /**
             * A driver that is registered with {@code java.sql.DriverManager}, and that the host has not deregistered: it was registered
             * after the plugin's end, its class is of a loader that the plugin has made, or its {@code DriverAction} fails.
             */
            JDBC_DRIVER,
            /** An MBean that is registered with an MBean server of this process. */
            MBEAN,
            /** A provider in the list of {@link java.security.Security}. */
            SECURITY_PROVIDER,
            /** A handler, filter, formatter or level of a {@code java.util.logging} logger. */
            LOGGING,
            /** A setting of the whole process, such as a default handler, a system property, or {@link System#out}. */
            PROCESS_SETTING,
            /** Another plugin, which requires this one and is held itself. */
            DEPENDENT,
            /** Nothing that can be named; the text says what cannot be seen or looked through, and why, or how to see more. */
            UNKNOWN
        }

        /** Copies the list, refuses {@code null}, and makes the texts printable. */
        public Holder {
            Objects.requireNonNull(kind, "kind");
            what = Printable.line(Objects.requireNonNull(what, "what"));
            stack = stack.stream().map(Printable::text).toList();
        }

        /**
         * All of it.
         *
         * @return the kind and what it is, and on a line each, indented, the frames of the stack
         */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(kind + ": " + what);
            stack.forEach(frame -> text.append("\n    at ").append(frame));
            return text.toString();
        }
    }
}
