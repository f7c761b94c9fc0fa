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

    /** So long the first lines wait for the logger if they are no warnings: to find it costs as much as a start. */
    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Lines beyond these are dropped and counted. */
    private static final int MAX_WAITING = 1024;

    /** With so many lines, those of level {@code DEBUG} are dropped, and not counted. */
    private static final int MAX_DEBUG = MAX_WAITING / 2;

    /** A line, of which the log's thread makes the text; the latch, if there is one, is counted down in place of a line. */
    private record Line(
            Level level,
            Object text,
            @Nullable Throwable thrown,
            @Nullable CountDownLatch written) {}

    /** Added by any thread, taken by the log's thread. */
    private static final LinkedBlockingQueue<Line> LINES = new LinkedBlockingQueue<>(MAX_WAITING);

    /**
     * Lines of level {@code DEBUG} from before the logger was asked for that level: for them alone, neither a thread is started nor a logger
     * found. Added by any thread, taken by the log's thread with the next other line.
     */
    private static final LinkedBlockingQueue<Line> EARLY = new LinkedBlockingQueue<>(MAX_DEBUG);

    /** Whether there is a thread that will look at the lines. Set by the thread that starts it, cleared by that thread at its end. */
    private static final AtomicBoolean RUNNING = new AtomicBoolean();

    /** The lines that were not written, and of which no line has told. Raised by any thread, lowered by the log's thread. */
    private static final AtomicInteger DROPPED = new AtomicInteger();

    /** How long the thread waits for a line before it ends. Written by tests alone, read by the log's thread. */
    static volatile long idleNanos = TimeUnit.SECONDS.toNanos(5);

    /** What a caller has waited for in vain for a moment: the log hangs until that is counted down. Written and read by callers that wait. */
    private static volatile CountDownLatch late = new CountDownLatch(0);

    /** The thread, for the ones that do not want to wait for its delay. Written by the thread itself. */
    private static volatile @Nullable Thread writer;

    /** Whether there was a line that is not to be delayed. Set by any thread, never cleared. */
    private static volatile boolean urgent;

    /** Whether the logger wanted level {@code DEBUG} when it was last asked. Written by the log's thread, read by any thread; as the next. */
    private static volatile boolean debug;

    /** Whether it was ever asked. Cleared by tests alone. */
    static volatile boolean asked;

    /**
     * Looked up by the log's thread alone: the finder is the application's, may start threads, and would keep a plugin if it ran in the
     * plugin's context. Null until it was found: without file handles or memory, the next line tries again.
     */
    private static System.@Nullable Logger logger;

    /** Not started. */
    public HostLog(ThreadGroup group, String name) {
        super(group, null, name, 0, false);
    }

    /** Whether to add a line of level {@code DEBUG}. The log's thread asks the logger anew with each line that it writes. */
    public static boolean mayWantDebug() {
        return debug || !asked;
    }

    /** Adds a line, whose text is made when it is written. Never waits, and never fails; false if the line is dropped. */
    public static boolean add(Level level, Object text, @Nullable Throwable thrown, Supplier<Thread> threads) {
        boolean isDebug = level == Level.DEBUG;
        try {
            Line line = new Line(level, text, thrown, null);
            if (isDebug && !asked) {
                return EARLY.offer(line);
            }
            if ((!isDebug || (debug && LINES.size() < MAX_DEBUG)) && LINES.offer(line)) {
                boolean unused = hasThread(level.compareTo(Level.WARNING) >= 0, threads);
                return true;
            }
        } catch (Throwable e) {
            urgent = true; // there is no memory or stack for the line; the next one says that it is missing
        }
        if (!isDebug) {
            DROPPED.incrementAndGet();
        }
        return false;
    }

    /** Waits a moment until all lines are written, unless the log hangs. An interrupt ends the wait and is kept. */
    public static void awaitMoment(Supplier<Thread> threads) {
        if (late.getCount() > 0 || isNothingToAwait()) {
            return;
        }
        try {
            CountDownLatch written = mark(threads);
            if (written != null && !await(written, MOMENT)) {
                late = written;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until all lines are written; false after the timeout, or if no thread can be started to write them. The log's thread, on which a
     * handler may call the host, does not wait for itself.
     */
    public static boolean await(Duration timeout, Supplier<Thread> threads) throws InterruptedException {
        if (isNothingToAwait()) {
            return true;
        }
        CountDownLatch written = mark(threads);
        return written != null && await(written, timeout);
    }

    /** In this order: the thread ends after it has written what it has taken. */
    private static boolean isNothingToAwait() {
        return Thread.currentThread() instanceof HostLog || (!RUNNING.get() && LINES.isEmpty());
    }

    /** A latch behind all lines, counted down when these are written; null if there is no room or no thread. */
    private static @Nullable CountDownLatch mark(Supplier<Thread> threads) {
        CountDownLatch written = new CountDownLatch(1);
        boolean waits = LINES.offer(new Line(Level.ALL, "", null, written)) && hasThread(true, threads);
        return waits ? written : null;
    }

    private static boolean await(CountDownLatch written, Duration timeout) throws InterruptedException {
        return written.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Whether there is a thread, started now if there was none, that takes the lines added before the call: it looks for more after it has
     * cleared {@link #RUNNING}.
     */
    private static boolean hasThread(boolean isUrgent, Supplier<Thread> threads) {
        if (isUrgent) {
            urgent = true;
            LockSupport.unpark(writer);
        }
        if (RUNNING.compareAndSet(false, true)) {
            try {
                threads.get().start();
            } catch (Throwable e) { // no thread can be started, or the stack is too deep; the next line tries again
                RUNNING.set(false);
                return false;
            }
        }
        return true;
    }

    /** Looks for lines again after it has cleared {@link #RUNNING}: those that were added before have started no other thread. */
    @Override
    public void run() {
        do {
            writer = this;
            if (logger == null && !urgent) {
                LockSupport.parkNanos(DELAY_NANOS);
            }
            for (Line line = next(); line != null; line = next()) {
                try {
                    write(line);
                } catch (Throwable e) { // no memory
                    DROPPED.incrementAndGet();
                }
            }
            writer = null;
            RUNNING.set(false);
        } while (!LINES.isEmpty() && RUNNING.compareAndSet(false, true));
    }

    /** The next line; null if there is none for a while. */
    private static @Nullable Line next() {
        try {
            return LINES.poll(idleNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException | OutOfMemoryError e) { // by a handler; waiting needs memory
            return LINES.poll();
        }
    }

    /** Writes a line, after those of level {@code DEBUG} that have waited for it, and says how many are missing. */
    private static void write(Line line) {
        if (line.written != null) {
            line.written.countDown();
            return;
        }
        debug = wantsDebug();
        asked = true;
        for (Line early = EARLY.poll(); early != null; early = EARLY.poll()) {
            boolean unused = debug && isWritten(early);
        }
        if (line.level == Level.DEBUG) {
            boolean unused = debug && isWritten(line);
        } else if (!isWritten(line)) {
            DROPPED.incrementAndGet();
            return;
        }
        int dropped = DROPPED.get();
        if (dropped > 0) {
            String text = dropped + " further lines of the plugin host could not be logged in time";
            if (isTaken(Level.WARNING, text, null)) {
                DROPPED.addAndGet(-dropped);
            }
        }
    }

    private static boolean wantsDebug() {
        try {
            return logger().isLoggable(Level.DEBUG);
        } catch (Throwable e) { // from the application's logger, or from its finder
            return false;
        }
    }

    /** Writes a line, without its stack if it cannot be written with it. */
    private static boolean isWritten(Line line) {
        return isTaken(line.level, line.text, line.thrown) || isTaken(line.level, line.text, null);
    }

    private static boolean isTaken(Level level, Object text, @Nullable Throwable thrown) {
        try {
            logger().log(level, Printable.line(text.toString()), thrown); // it may contain names and texts of plugins
            return true;
        } catch (Throwable e) { // from the application's log handler; it cannot be reported
            return false;
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
