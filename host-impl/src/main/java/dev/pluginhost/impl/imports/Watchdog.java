package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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

    /** What is rung for; the timer keeps it when it cannot start its thread. */
    private static final class Ring implements Runnable {
        private final AtomicReference<@Nullable Runnable> work;

        Ring(Runnable work) {
            this.work = new AtomicReference<>(work);
        }

        @Override
        public void run() {
            Runnable left = work.get();
            if (left != null) {
                left.run();
            }
        }
    }

    /**
     * Rings once, unless cancelled before; never once shut down, when nothing need be watched any more.
     *
     * @throws OutOfMemoryError if no thread can be started to watch; then it does not ring
     */
    Watch after(Duration delay, Runnable work) {
        Ring ring = new Ring(work);
        try {
            Future<?> due = timer.schedule(ring, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        } catch (OutOfMemoryError noThread) {
            ring.work.set(null);
            throw noThread;
        }
    }

    void shutDown() {
        timer.shutdownNow();
    }
}
