package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Rings when time is up. One daemon thread, which ends when idle; what it rings for must be quick and must not wait. Safe for
 * use by any thread.
 */
final class Watchdog {

    /** Something that is watched. */
    @FunctionalInterface
    interface Watch {
        /** It need not be watched any more. */
        void cancel();
    }

    private static final int IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor timer;

    Watchdog(ClassLoader contextLoader) {
        this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.plain("pluginhost-watchdog-", contextLoader));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** Rings once, unless cancelled before; never once shut down, when nothing need be watched any more. */
    Watch after(Duration delay, Runnable ring) {
        try {
            Future<?> due = timer.schedule(ring, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    void shutDown() {
        timer.shutdownNow();
    }
}
