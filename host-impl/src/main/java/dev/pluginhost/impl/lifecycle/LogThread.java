package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.spi.Printable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The daemon thread on which all hosts log, as a log handler may hang. It ends when idle. Thread-safe. */
final class LogThread {

    private static final int IDLE_SECONDS = 5;

    /** Lines beyond these are dropped and counted. */
    private static final int MAX_WAITING = 1024;

    /** How long a caller waits for its line. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), LogThread::newThread);

    static {
        POOL.allowCoreThreadTimeOut(true);
    }

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final AtomicInteger DROPPED = new AtomicInteger();

    /** Whether a line was not logged in its moment, and none was since. Written by this thread and by waiting callers. */
    private static volatile boolean hangs;

    /** Set on this thread while it logs: what a handler does may have to be logged as well. */
    private static final ThreadLocal<Boolean> LOGGING = new ThreadLocal<>();

    /**
     * Looked up by this thread alone: the finder is the application's, may start threads, and would keep a plugin if it ran in the
     * plugin's context. Null until it was found: without file handles or memory, the next line tries again.
     */
    private static volatile System.@Nullable Logger logger;

    private LogThread() {}

    private static Thread newThread(Runnable target) {
        return CleanThreads.make(
                "pluginhost-log-" + COUNT.incrementAndGet(), ClassLoader.getSystemClassLoader(), target);
    }

    /** Has the logger looked up soon: later there may be no file handle left for that. */
    static void prepare() {
        execute(LogThread::logger);
    }

    private static System.Logger logger() {
        System.Logger found = logger;
        if (found == null) {
            found = System.getLogger("dev.pluginhost");
            logger = found;
        }
        return found;
    }

    /** Logs a line soon; never waits. */
    static void log(System.Logger.Level level, String message, @Nullable ThrownCopy thrown) {
        if (!execute(() -> logHere(level, message, thrown))) {
            DROPPED.incrementAndGet();
        }
    }

    /** Waits for a moment until all lines are logged, unless the log hangs. An interrupt ends the wait and is kept. */
    static void awaitMoment() {
        try {
            hangs = hangs || !awaitLogged(MOMENT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all lines are logged; false after the timeout. */
    static boolean awaitLogged(Duration timeout) throws InterruptedException {
        CountDownLatch logged = new CountDownLatch(1);
        return execute(logged::countDown) && logged.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** False if the task is dropped, as too many wait or no thread can be started. */
    private static boolean execute(Runnable task) {
        if (LOGGING.get() != null) {
            task.run();
            return true;
        }
        try {
            POOL.execute(() -> {
                LOGGING.set(true);
                try {
                    task.run();
                    hangs = false;
                    int dropped = DROPPED.getAndSet(0);
                    if (dropped > 0) {
                        String line = dropped + " further lines of the plugin host could not be logged in time";
                        logHere(System.Logger.Level.WARNING, line, null);
                    }
                } finally {
                    LOGGING.remove();
                }
            });
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            return false;
        }
    }

    private static void logHere(System.Logger.Level level, String text, @Nullable ThrownCopy thrown) {
        String message = Printable.line(text); // it may contain names and texts of plugins
        try {
            logger().log(level, message, thrown);
        } catch (Throwable again) { // from the application's log handler
            try {
                logger().log(level, message);
            } catch (Throwable stillAgain) {
                stillAgain.addSuppressed(again); // it cannot be reported
            }
        }
    }
}
