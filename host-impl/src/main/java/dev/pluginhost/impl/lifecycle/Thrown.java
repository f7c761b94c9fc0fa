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

/**
 * Describes what a plugin's code has thrown, and logs. The methods of such a throwable may be the plugin's, so they may hang or
 * throw: no other code of the host calls them, hands the throwable to a logger, or makes an exception that asks it for its text.
 * Each call returns within two seconds, and immediately if no code of a plugin is called.
 *
 * <p>All hosts log on one daemon thread, which ends when idle: a log handler is the application's or a plugin's, and may hang or wait for
 * an import. Thread-safe.
 */
public final class Thrown {

    private static final int IDLE_SECONDS = 5;

    /** Lines beyond these are dropped and counted. */
    private static final int MAX_WAITING = 1024;

    /** How long a caller waits for its line. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /** Made when there is something to log. */
    private static final class Log {

        static final ThreadPoolExecutor THREAD = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                new DaemonThreads("pluginhost-log-", ClassLoader.getSystemClassLoader()));

        static {
            THREAD.allowCoreThreadTimeOut(true);
        }
    }

    /** Whether there was a line. Set by any thread before its line, never cleared. */
    private static volatile boolean used;

    private static final AtomicInteger DROPPED = new AtomicInteger();

    /** Whether a line was not logged in its moment, and none was since. Written by the log's thread and by waiting callers. */
    private static volatile boolean hangs;

    /** The log's thread while it logs: what a handler does may have to be logged as well. Written by that thread. */
    private static volatile @Nullable Thread logging;

    /**
     * Looked up by the log's thread alone: the finder is the application's, may start threads, and would keep a plugin if it ran in the
     * plugin's context. Null until it was found: without file handles or memory, the next line tries again.
     */
    private static System.@Nullable Logger logger;

    private Thrown() {}

    /** A copy in the host's own words. If you need more than one, make the copy where you catch the throwable. */
    public static ThrownCopy copy(Throwable thrown) {
        return thrown instanceof ThrownCopy copy ? copy : ThrownReader.copy(thrown);
    }

    /** The class and the message, on one line of at most 1,000 characters. */
    public static String text(Throwable thrown) {
        return copy(thrown).toString();
    }

    /** The stack trace with those of the causes, as text; the frames that called the plugin are left out. */
    public static String stackTrace(Throwable thrown) {
        return copy(thrown).trace();
    }

    /** The message on one line; the text if there is none, or if the message cannot be read without a plugin's code. */
    public static String message(Throwable thrown) {
        String message = ThrownReader.isTrusted(thrown) ? thrown.getMessage() : null;
        return message == null ? text(thrown) : Printable.text(message);
    }

    /** The cause; null also if a plugin's code would have to be called for it. */
    public static @Nullable Throwable causeOf(Throwable thrown) {
        return ThrownReader.isKnown(thrown) ? thrown.getCause() : null;
    }

    /** Whether it was thrown, itself or as a cause, because another class loader has loaded a native library; in all releases to 25. */
    public static boolean isLibraryInUse(Throwable thrown) {
        return stackTrace(thrown).contains("already loaded in another classloader");
    }

    /** The same of a copy, whose type a caller that has none need not load. */
    static boolean isOfLibraryInUse(ThrownCopy copy) {
        return isLibraryInUse(copy);
    }

    // The log

    /** Runs a step of a tear-down. What it throws is logged, with the step as a clause that follows "could not". */
    public static void run(String what, Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) { // the next steps must be run in any case
            ThrownCopy copy = copy(thrown);
            warnSoon("The plugin host could not " + what + ": " + copy, copy);
        }
    }

    /** Logs a warning, and waits a moment for it. */
    public static void warn(String message, @Nullable Throwable thrown) {
        warnSoon(message, thrown);
        awaitWarnings();
    }

    /** The same with a copy. */
    static void warnOf(String message, ThrownCopy copy) {
        warn(message, copy);
    }

    /** Logs a warning without waiting. */
    public static void warnSoon(String message, @Nullable Throwable thrown) {
        tellSoon(System.Logger.Level.WARNING, message, thrown);
    }

    /** Logs what has ended a thread, without waiting. */
    static void warnOfEnd(Thread thread, Throwable thrown) {
        ThrownCopy copy = copy(thrown);
        warnSoon("Thread \"" + thread.getName() + "\" ended with " + copy, copy);
    }

    /** Logs at another level without waiting. */
    public static void tellSoon(System.Logger.Level level, String message, @Nullable Throwable thrown) {
        ThrownCopy copy = thrown == null ? null : copy(thrown);
        used = true;
        if (!execute(() -> log(level, message, copy))) {
            DROPPED.incrementAndGet();
        }
    }

    /** Waits a moment until all lines are logged, unless the log hangs. An interrupt ends the wait and is kept. */
    public static void awaitWarnings() {
        try {
            hangs = hangs || !awaitLogged(MOMENT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all lines are logged; false after the timeout. */
    public static boolean awaitLogged(Duration timeout) throws InterruptedException {
        if (!used) {
            return true; // as in most programs, which need not make the log to end
        }
        CountDownLatch logged = new CountDownLatch(1);
        return execute(logged::countDown) && logged.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** False if the task is dropped, as too many wait or no thread can be started. */
    private static boolean execute(Runnable task) {
        if (Thread.currentThread() == logging) {
            task.run();
            return true;
        }
        try {
            Log.THREAD.execute(() -> {
                logging = Thread.currentThread();
                task.run();
                hangs = false;
                int dropped = logger == null ? 0 : DROPPED.getAndSet(0);
                if (dropped > 0) {
                    String line = dropped + " further lines of the plugin host could not be logged in time";
                    log(System.Logger.Level.WARNING, line, null);
                }
            });
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            return false;
        }
    }

    private static System.Logger logger() {
        System.Logger found = logger;
        if (found == null) {
            found = System.getLogger("dev.pluginhost");
            logger = found;
        }
        return found;
    }

    private static void log(System.Logger.Level level, String text, @Nullable ThrownCopy thrown) {
        String message = Printable.line(text); // it may contain names and texts of plugins
        try {
            logger().log(level, message, thrown);
        } catch (Throwable again) { // from the application's log handler
            try {
                logger().log(level, message);
            } catch (Throwable stillAgain) {
                stillAgain.addSuppressed(again); // it cannot be reported
                if (logger == null) {
                    DROPPED.incrementAndGet();
                }
            }
        }
    }
}
