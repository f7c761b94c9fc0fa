package dev.pluginhost.impl.imports;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Rings when a flight has been running for too long. One daemon thread, which ends when idle. Safe for use by any thread. */
final class Watchdog {

    private static final int IDLE_SECONDS = 5;

    private final Duration deadline;
    private final ScheduledThreadPoolExecutor timer;

    Watchdog(Duration deadline, ClassLoader contextLoader) {
        this.deadline = deadline;
        this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.plain("pluginhost-watchdog-", contextLoader));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    Duration deadline() {
        return deadline;
    }

    /** Rings after the deadline unless cancelled before; null once shut down, when nothing need be watched any more. */
    @Nullable
    ScheduledFuture<?> watch(Runnable ring) {
        try {
            return timer.schedule(ring, deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    void shutDown() {
        timer.shutdownNow();
    }
}
