package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.log.HostLog;
import java.util.function.Supplier;

/** Makes the log's thread. Thread-safe. */
public final class LogThreads extends DaemonThreads implements Supplier<Thread>, Runnable {

    public static final LogThreads MAKER = new LogThreads();

    private LogThreads() {
        super("pluginhost-log-", ClassLoader.getSystemClassLoader());
    }

    @Override
    protected Thread make(ThreadGroup group, Runnable target, String name) {
        return new HostLog(group, name);
    }

    @Override
    public Thread get() {
        return newThread(this);
    }

    @Override
    public void run() {} // the thread has its own
}
