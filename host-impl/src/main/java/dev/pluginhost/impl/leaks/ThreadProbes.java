package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.leaks.Probe.Findings;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Probes for live platform threads, their thread-locals, and shutdown hooks. A plugin may override methods of Thread, so these are
 * called on threads of the JDK's and the application's classes alone; of other threads the fields are read, if {@code java.lang}
 * is open to this module. Immutable.
 */
final class ThreadProbes {

    /** The option that opens {@code java.lang}. */
    static final String OPENING = "--add-opens java.base/java.lang=dev.pluginhost.impl";

    private final boolean open;

    /** Probes that read fields of {@code java.lang} if it is open. */
    ThreadProbes(boolean open) {
        this.open = open;
    }

    /** Whether fields of {@code java.lang} can be read. */
    static boolean isOpen() {
        return Object.class.getModule().isOpen("java.lang", ThreadProbes.class.getModule());
    }

    // Live threads

    /**
     * A frame of a stack has only the name of its class loader, and a later instance of the plugin has the same name: if nothing
     * else ties the thread to the plugin, the text says so.
     */
    void threads(Target target, Findings found) {
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            List<String> ties = ties(thread, target);
            String frame = frame(stack, target);
            if (frame != null) {
                ties.add("runs " + frame + (ties.isEmpty() ? ", of this plugin or of a namesake" : ""));
            }
            if (!ties.isEmpty()) {
                found.add(new Holder(
                        Holder.Kind.THREAD,
                        "thread \"" + thread.getName() + "\"" + (thread.isDaemon() ? ", a daemon," : "") + " "
                                + String.join(", ", ties) + "; have the plugin end it when it stops",
                        Stream.of(stack).map(StackTraceElement::toString).toList()));
            }
        });
    }

    private static @Nullable String frame(StackTraceElement[] stack, Target target) {
        String name = target.loader() == null ? null : target.loader().getName();
        for (StackTraceElement frame : stack) {
            if (name != null && Objects.equals(frame.getClassLoaderName(), name)) {
                return frame.getClassName() + "." + frame.getMethodName();
            }
        }
        return null;
    }

    /** Clauses that say how a thread keeps the plugin; empty if it is not seen to. */
    private List<String> ties(Thread thread, Target target) {
        List<String> ties = new ArrayList<>();
        boolean trusted = Target.isTrusted(thread.getClass());
        tie("is a ", thread, target, ties);
        Object loader = trusted ? thread.getContextClassLoader() : read(Thread.class, "contextClassLoader", thread);
        if (target.ownsLoader((ClassLoader) loader)) {
            ties.add("has the plugin's context class loader");
        }
        Object holder = read(Thread.class, "holder", thread); // in Java 17 the thread has the task itself
        tie(
                "was made to run ",
                holder == null ? read(Thread.class, "target", thread) : read(holder.getClass(), "task", holder),
                target,
                ties);
        tie(
                "has an uncaught exception handler ",
                trusted ? thread.getUncaughtExceptionHandler() : read(Thread.class, "uncaughtExceptionHandler", thread),
                target,
                ties);
        tie("is in a thread group ", thread.getThreadGroup(), target, ties);
        return ties;
    }

    private static void tie(String what, @Nullable Object object, Target target, List<String> ties) {
        if (object != null && target.ownsType(object.getClass())) {
            ties.add(what + Target.name(object.getClass()));
        }
    }

    // Shutdown hooks

    void shutdownHooks(Target target, Findings found) {
        for (Thread hook : hooks()) {
            List<String> ties = ties(hook, target);
            if (!ties.isEmpty()) {
                found.add(
                        Holder.Kind.SHUTDOWN_HOOK,
                        "shutdown hook \"" + hook.getName() + "\" " + String.join(", ", ties)
                                + "; have the plugin remove it when it stops");
            }
        }
    }

    /** Runtime lists no hooks, so this reads the field of the JDK. */
    private Thread[] hooks() {
        Class<?> owner;
        try {
            owner = Class.forName("java.lang.ApplicationShutdownHooks");
        } catch (ClassNotFoundException e) {
            return new Thread[0]; // another release of the JDK
        }
        synchronized (owner) { // the monitor under which the JDK changes the map, which is null during a shutdown
            return read(owner, "hooks", null) instanceof Map<?, ?> hooks
                    ? Arrays.copyOf(hooks.keySet().toArray(), hooks.size(), Thread[].class)
                    : new Thread[0];
        }
    }

    // Thread-locals

    void threadLocals(Target target, Findings found) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            locals(thread, "threadLocals", "have the plugin remove it on that thread", target, found);
            locals(
                    thread,
                    "inheritableThreadLocals",
                    "have that thread ended by the code that started it, or started where the value is not set",
                    target,
                    found);
        }
    }

    /** The thread may change its map meanwhile: it replaces the table or an entry of it, and breaks neither. */
    private void locals(Thread thread, String field, String cure, Target target, Findings found) {
        Object map = read(Thread.class, field, thread);
        if (map == null || !(read(map.getClass(), "table", map) instanceof Object[] table)) {
            return;
        }
        for (Object entry : table) {
            String value =
                    entry instanceof Reference<?> ? target.reachedFrom(read(entry.getClass(), "value", entry)) : null;
            if (value != null) {
                Object key = ((Reference<?>) entry).get();
                found.add(
                        Holder.Kind.THREAD_LOCAL,
                        "thread \"" + thread.getName() + "\" has a thread-local value " + value
                                + (key == null ? "" : ", of a " + Target.name(key.getClass())) + "; " + cure);
            }
        }
    }

    /** The value of a private field; null also if it cannot be read. */
    private @Nullable Object read(Class<?> declaring, String field, @Nullable Object from) {
        if (!open) {
            return null;
        }
        try {
            Field read = declaring.getDeclaredField(field);
            read.setAccessible(true);
            return read.get(from);
        } catch (ReflectiveOperationException e) {
            return null; // another release of the JDK
        }
    }
}
