package dev.pluginhost;

import dev.pluginhost.spi.Printable;
import java.util.List;
import java.util.Objects;

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
