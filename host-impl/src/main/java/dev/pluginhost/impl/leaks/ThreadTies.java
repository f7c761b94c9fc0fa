package dev.pluginhost.impl.leaks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In what ways a thread, running or a shutdown hook, keeps a plugin. Thread's methods may be overridden, by a plugin too: they
 * are called on threads of the JDK's and the application's classes only; of others the fields are read, where they can be.
 * Immutable.
 */
final class ThreadTies {

    private final Peek peek;

    ThreadTies(Peek peek) {
        this.peek = peek;
    }

    /** Clauses that complete "a thread ..."; none if it is not seen to keep the plugin. */
    List<String> of(Thread thread, Suspect suspect) {
        List<String> ties = new ArrayList<>();
        if (suspect.ownsType(thread.getClass())) {
            ties.add("is a " + Suspect.name(thread.getClass()));
        }
        if (suspect.ownsLoader(contextLoader(thread))) {
            ties.add("has the plugin's context class loader");
        }
        Object task = task(thread);
        if (task != null && suspect.ownsType(task.getClass())) {
            ties.add("was made to run " + Suspect.name(task.getClass()));
        }
        Object handler = handler(thread);
        if (handler != null && suspect.ownsType(handler.getClass())) {
            ties.add("has an uncaught exception handler " + Suspect.name(handler.getClass()));
        }
        ThreadGroup group = thread.getThreadGroup();
        if (group != null && suspect.ownsType(group.getClass())) {
            ties.add("is in a thread group " + Suspect.name(group.getClass()));
        }
        return ties;
    }

    private @Nullable ClassLoader contextLoader(Thread thread) {
        return Suspect.isTrusted(thread.getClass())
                ? thread.getContextClassLoader()
                : (ClassLoader) peek.read(Thread.class, "contextClassLoader", thread);
    }

    private @Nullable Object handler(Thread thread) {
        return Suspect.isTrusted(thread.getClass())
                ? thread.getUncaughtExceptionHandler()
                : peek.read(Thread.class, "uncaughtExceptionHandler", thread);
    }

    /** What it was made to run: in Java 17 a field of the thread, in later ones of its holder. */
    private @Nullable Object task(Thread thread) {
        Object holder = peek.read(Thread.class, "holder", thread);
        return holder == null
                ? peek.read(Thread.class, "target", thread)
                : peek.read(holder.getClass(), "task", holder);
    }
}
