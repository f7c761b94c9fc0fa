package dev.pluginhost.impl.lifecycle;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes daemon threads that remember nothing of the code that happened to need them, which may be a plugin's: not its context
 * class loader, its inheritable thread-locals, its thread group (see {@link ThreadGroups}), its
 * priority, nor its access control context (Thread keeps that of its creator, with the protection domains and so the class
 * loaders of all callers). What ends such a thread is logged.
 */
public final class DaemonThreads implements ThreadFactory, Thread.UncaughtExceptionHandler {

    /** How a thread is made. */
    @FunctionalInterface
    public interface Maker {
        /** A new thread, not started. */
        Thread make(ThreadGroup group, Runnable target, String name);
    }

    private final String prefix;
    private final ClassLoader contextLoader;
    private final Maker maker;
    private final AtomicInteger count = new AtomicInteger();

    /** Makes threads that are named after a prefix and a number. */
    public DaemonThreads(String prefix, ClassLoader contextLoader, Maker maker) {
        this.prefix = prefix;
        this.contextLoader = contextLoader;
        this.maker = maker;
    }

    /** Makes plain threads. */
    public static DaemonThreads plain(String prefix, ClassLoader contextLoader) {
        return new DaemonThreads(
                prefix, contextLoader, (group, target, name) -> new Thread(group, target, name, 0, false));
    }

    @Override
    // the only way to a thread without its creator's context, as long as threads have one; nor is its priority wanted
    @SuppressWarnings({"removal", "ThreadPriorityCheck"})
    public Thread newThread(Runnable target) {
        String name = prefix + count.incrementAndGet();
        ThreadGroup group = ThreadGroups.free();
        Thread thread = AccessController.doPrivileged((PrivilegedAction<Thread>) () -> maker.make(group, target, name));
        ThreadGroups.taken(group, thread);
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(contextLoader);
        thread.setUncaughtExceptionHandler(this);
        return thread;
    }

    /**
     * Logs what has ended a thread. The JDK's own handler would print it while it holds the error stream, which a plugin's exception
     * that hangs would never let go.
     */
    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        ThrownCopy copy = Thrown.copy(thrown);
        Thrown.warnSoon("Thread \"" + thread.getName() + "\" ended with " + copy, copy);
    }
}
