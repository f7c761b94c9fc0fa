package dev.pluginhost.impl.lifecycle;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes numbered {@linkplain CleanThreads clean} daemon threads. What ends such a thread is logged. Thread-safe. */
public final class DaemonThreads implements ThreadFactory, Thread.UncaughtExceptionHandler {

    private final String prefix;
    private final ClassLoader contextLoader;
    private final CleanThreads.Maker maker;
    private final AtomicInteger count = new AtomicInteger();

    /** Makes threads with a name of a prefix and a number. */
    public DaemonThreads(String prefix, ClassLoader contextLoader, CleanThreads.Maker maker) {
        this.prefix = prefix;
        this.contextLoader = contextLoader;
        this.maker = maker;
    }

    /** Makes plain threads. */
    public static DaemonThreads plain(String prefix, ClassLoader contextLoader) {
        return new DaemonThreads(prefix, contextLoader, CleanThreads::plain);
    }

    @Override
    public Thread newThread(Runnable target) {
        Thread thread = CleanThreads.make(prefix + count.incrementAndGet(), contextLoader, target, maker);
        thread.setUncaughtExceptionHandler(this);
        return thread;
    }

    /** Logs. The JDK's handler prints under the lock of the error stream, which a plugin's exception that hangs would never release. */
    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        ThrownCopy copy = Thrown.copy(thrown);
        Thrown.warnSoon("Thread \"" + thread.getName() + "\" ended with " + copy, copy);
    }
}
