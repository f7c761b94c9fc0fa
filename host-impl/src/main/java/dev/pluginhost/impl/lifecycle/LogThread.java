package dev.pluginhost.impl.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread for all hosts, as there is one log, on which they log what is worth a warning. It ends when idle. Safe for
 * use by any thread.
 */
final class LogThread {

    private static final int IDLE_SECONDS = 5;

    /** So many lines wait to be said; those beyond are counted. */
    private static final int MOST_WAITING = 1024;

    /** How long somebody waits until a line is said: long for a log, and short for whoever waits. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            DaemonThreads.plain("pluginhost-log-", ClassLoader.getSystemClassLoader()));

    static {
        POOL.allowCoreThreadTimeOut(true);
    }

    private static final AtomicInteger LOST = new AtomicInteger();

    /** Whether a line was not said in its moment, and none since; written and read by any thread. */
    private static volatile boolean hangs;

    /** Set while this thread says something: what a handler does may have to be logged too. */
    private static final ThreadLocal<Boolean> SAYING = new ThreadLocal<>();

    /**
     * Found by this thread alone: what finds it is the application's, may start threads, and would take hold of a plugin if it ran
     * on a thread with a plugin's context. Kept only if it was found: where it was not, for want of file handles or memory, the
     * next line tries again.
     */
    private static volatile System.@Nullable Logger logger;

    private LogThread() {}

    /**
     * Has the logger looked for soon. That takes as long as the import of a plugin, so nobody waits for it; and later there may be
     * no file handle left for it.
     */
    static void prepare() {
        say(LogThread::logger);
    }

    /** To be called within a line. */
    static System.Logger logger() {
        System.Logger found = logger;
        if (found == null) {
            found = System.getLogger("dev.pluginhost");
            logger = found;
        }
        return found;
    }

    /** Says a line soon. Never waits and never throws. False if it is lost, as too many wait or no thread can be started. */
    static boolean say(Runnable line) {
        if (SAYING.get() != null) {
            line.run();
            return true;
        }
        try {
            POOL.execute(() -> sayNow(line));
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOST.incrementAndGet();
            return false;
        }
    }

    private static void sayNow(Runnable line) {
        SAYING.set(true);
        try {
            line.run();
            hangs = false;
            int lost = LOST.getAndSet(0);
            if (lost > 0) {
                logger().log(
                                System.Logger.Level.WARNING,
                                lost + " further lines of the plugin host could not be logged in time");
            }
        } finally {
            SAYING.remove();
        }
    }

    /** Says a line and waits for a moment until it is said; not if the log hangs. An interrupt ends the wait and is kept. */
    static void sayAndWait(Runnable line) {
        if (SAYING.get() != null) {
            line.run();
            return;
        }
        CountDownLatch said = new CountDownLatch(1);
        boolean lost = !say(() -> {
            try {
                line.run();
            } finally {
                said.countDown();
            }
        });
        if (lost || hangs) {
            return;
        }
        try {
            hangs = !said.await(MOMENT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all lines before this call are said. */
    static boolean awaitSaid(Duration bound) throws InterruptedException {
        if (SAYING.get() != null) {
            return true;
        }
        CountDownLatch said = new CountDownLatch(1);
        return say(said::countDown) && said.await(bound.toNanos(), TimeUnit.NANOSECONDS);
    }
}
