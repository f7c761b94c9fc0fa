package dev.pluginhost.impl.log;

import dev.pluginhost.spi.Printable;
import java.time.Duration;
import java.util.ResourceBundle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that writes the log, a daemon that ends when idle: a log handler is the application's or a plugin's, and may hang or wait for
 * an import. The thread is a logger itself and calls the application's logger from its own methods alone: the JDK skips the frames of loggers
 * when it looks for the class that has logged, finds none, and shows the name of the logger. Thread-safe.
 */
public final class HostLog extends Thread implements System.Logger {

    /** The name of the logger. */
    private static final String LOGGER = "dev.pluginhost";

    /** How long a caller waits for its line. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** So long the first lines wait for the logger if they are no warnings: to find it costs as much as a start. */
    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** So long a line of level {@code DEBUG} is not offered when the last one was not wanted. */
    private static final long DEBUG_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Lines beyond these are dropped and counted. */
    private static final int MAX_WAITING = 1024;

    /** A line, of which the log's thread makes the text; the latch, if there is one, is counted down in place of a line. */
    private record Line(
            Level level,
            Object text,
            @Nullable Throwable thrown,
            @Nullable CountDownLatch written) {}

    private static final LinkedBlockingQueue<Line> LINES = new LinkedBlockingQueue<>(MAX_WAITING);

    /** Whether there is a thread that will look at the lines. Set by the thread that starts it, cleared by that thread at its end. */
    private static final AtomicBoolean RUNNING = new AtomicBoolean();

    private static final AtomicInteger DROPPED = new AtomicInteger();

    /** Whether a line was not written in its moment, and none was since. Written by the log's thread and by waiting callers. */
    private static volatile boolean hangs;

    /** The thread, for the ones that do not want to wait for its delay. Written by the thread itself. */
    private static volatile @Nullable Thread writer;

    /** Whether there was a line that is not to be delayed. Set by any thread, never cleared. */
    private static volatile boolean urgent;

    /** Whether the application's logger wanted a line of level {@code DEBUG}, when it was last asked. Written by the log's thread, as the next. */
    private static volatile boolean debug;

    private static volatile long asked = System.nanoTime() - DEBUG_NANOS;

    /**
     * Looked up by the log's thread alone: the finder is the application's, may start threads, and would keep a plugin if it ran in the
     * plugin's context. Null until it was found: without file handles or memory, the next line tries again.
     */
    private static System.@Nullable Logger logger;

    /** Not started. */
    public HostLog(ThreadGroup group, String name) {
        super(group, null, name, 0, false);
    }

    /** Whether to offer a line of level {@code DEBUG}. Costs next to nothing; the log's thread decides. */
    public static boolean mayWantDebug() {
        return debug || System.nanoTime() - asked >= DEBUG_NANOS;
    }

    /** Adds a line, whose text is made when it is written. Never waits, and never fails; false if the line is dropped. */
    public static boolean add(Level level, Object text, @Nullable Throwable thrown, Supplier<Thread> threads) {
        try {
            boolean scarce = level == Level.DEBUG && LINES.size() >= MAX_WAITING / 2;
            if (!scarce && offer(new Line(level, text, thrown, null), threads)) {
                return true;
            }
        } catch (OutOfMemoryError e) {
            urgent = true; // the next line says that one is missing
        }
        DROPPED.incrementAndGet();
        return false;
    }

    /** Waits a moment until all lines are written, unless the log hangs. An interrupt ends the wait and is kept. */
    public static void awaitMoment(Supplier<Thread> threads) {
        try {
            hangs = hangs || !await(MOMENT, threads);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all lines are written; false after the timeout, or if no thread can be started to write them. */
    public static boolean await(Duration timeout, Supplier<Thread> threads) throws InterruptedException {
        if (!RUNNING.get() && LINES.isEmpty()) {
            return true;
        }
        CountDownLatch written = new CountDownLatch(1);
        return offer(new Line(Level.ALL, "", null, written), threads)
                && RUNNING.get()
                && written.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static boolean offer(Line line, Supplier<Thread> threads) {
        if (Thread.currentThread() instanceof HostLog) { // what a handler does may have to be logged as well
            write(line);
            return true;
        }
        if (!LINES.offer(line)) {
            return false;
        }
        if (line.written != null || line.level.compareTo(Level.WARNING) >= 0) {
            urgent = true;
            LockSupport.unpark(writer);
        }
        if (RUNNING.compareAndSet(false, true)) {
            try {
                threads.get().start();
            } catch (OutOfMemoryError e) { // no thread can be started; the next line tries again
                RUNNING.set(false);
            }
        }
        return true;
    }

    @Override
    public void run() {
        do {
            try {
                writer = this;
                if (logger == null && !urgent) {
                    LockSupport.parkNanos(DELAY_NANOS);
                }
                for (Line line = next(); line != null; line = next()) {
                    write(line);
                    hangs = false;
                }
            } finally {
                writer = null;
                RUNNING.set(false);
            }
        } while (!LINES.isEmpty() && RUNNING.compareAndSet(false, true));
    }

    /** The next line; null if there is none for a while. */
    private static @Nullable Line next() {
        try {
            return LINES.poll(IDLE_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) { // by a handler
            return LINES.poll();
        }
    }

    private static void write(Line line) {
        if (line.written != null) {
            line.written.countDown();
            return;
        }
        tryToWrite(line);
        int dropped = logger == null ? 0 : DROPPED.getAndSet(0);
        if (dropped > 0) {
            String text = dropped + " further lines of the plugin host could not be logged in time";
            tryToWrite(new Line(Level.WARNING, text, null, null));
        }
    }

    private static void tryToWrite(Line line) {
        String text = "";
        try {
            System.Logger found = logger();
            if (line.level == Level.DEBUG) {
                debug = found.isLoggable(Level.DEBUG);
                asked = System.nanoTime();
                if (!debug) {
                    return;
                }
            }
            text = Printable.line(line.text.toString()); // it may contain names and texts of plugins
            found.log(line.level, text, line.thrown);
        } catch (Throwable thrown) { // from the application's log handler
            tryWithoutStack(line.level, text, thrown);
        }
    }

    private static void tryWithoutStack(Level level, String text, Throwable thrown) {
        try {
            logger().log(level, text);
        } catch (Throwable again) {
            again.addSuppressed(thrown); // it cannot be reported
            if (logger == null) {
                DROPPED.incrementAndGet();
            }
        }
    }

    private static System.Logger logger() {
        System.Logger found = logger;
        if (found == null) {
            found = System.getLogger(LOGGER);
            logger = found;
        }
        return found;
    }

    // As a logger, which nobody uses as such

    @Override
    public boolean isLoggable(Level level) {
        return logger().isLoggable(level);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown) {
        logger().log(level, bundle, text, thrown);
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, Object @Nullable ... params) {
        logger().log(level, bundle, format, params);
    }
}
