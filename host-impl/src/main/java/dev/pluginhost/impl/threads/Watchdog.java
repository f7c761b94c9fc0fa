package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Calls back after a time, on one daemon thread that ends when it is idle. The callbacks must be quick and must not wait. Thread-safe. */
public final class Watchdog {

    /** A callback that is due. */
    @FunctionalInterface
    public interface Watch {
        void cancel();
    }

    private static final int IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor timer;

    public Watchdog(ClassLoader contextLoader) {
        this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.plain("pluginhost-watchdog-", contextLoader));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** Calls back once, unless it is cancelled or shut down before. If no thread can be started, it throws; the callback may come all the same. */
    public Watch after(Duration delay, Runnable callback) {
        try {
            Future<?> due = timer.schedule(callback, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    public void shutDown() {
        timer.shutdownNow();
    }
}
