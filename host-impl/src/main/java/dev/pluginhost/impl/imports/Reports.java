package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Says on a thread of its own what the watchdog and close have to say. Log handlers are the application's, or a plugin's: one
 * that hangs, or that waits for an import, must not keep a deadline from being noticed or a host from being closed. Safe for
 * use by any thread.
 */
final class Reports {

    private static final int IDLE_SECONDS = 5;

    /** So many wait to be said; those beyond are counted. */
    private static final int MOST_WAITING = 1024;

    private final ThreadPoolExecutor pool;
    private final AtomicInteger lost = new AtomicInteger();

    Reports(ClassLoader contextLoader) {
        this.pool = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                DaemonThreads.plain("pluginhost-report-", contextLoader));
        pool.allowCoreThreadTimeOut(true);
    }

    /** Logs a warning soon. Never waits and never throws. */
    void warn(String message, @Nullable Throwable thrown) {
        try {
            pool.execute(() -> say(message, thrown));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            lost.incrementAndGet();
        }
    }

    private void say(String message, @Nullable Throwable thrown) {
        Thrown.warn(message, thrown);
        int missed = lost.getAndSet(0);
        if (missed > 0) {
            Thrown.warn(missed + " further reports of the plugin host could not be logged in time", null);
        }
    }

    /** Takes no more reports and waits until those before are said. */
    boolean finish(Duration bound) throws InterruptedException {
        CountDownLatch said = new CountDownLatch(1);
        try {
            pool.execute(said::countDown);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            return true; // the log hangs with a queue full of reports, or there is no memory: nobody to wait for
        } finally {
            pool.shutdown();
        }
        return said.await(bound.toNanos(), TimeUnit.NANOSECONDS);
    }
}
