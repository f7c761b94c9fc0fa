package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.log.HostLog;
import dev.pluginhost.spi.Printable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Describes what a plugin's code has thrown, and logs. The methods of such a throwable may be the plugin's, so they may hang or
 * throw: no other code of the host calls them, hands the throwable to a logger, or makes an exception that asks it for its text.
 * Each call returns within two seconds, and immediately if no code of a plugin is called.
 *
 * <p>All hosts log through {@link HostLog}. Thread-safe.
 */
public final class Thrown {

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

    /**
     * Logs at another level without waiting for the log, and never fails. The log's thread makes the text, for {@code DEBUG} only if it is
     * wanted.
     */
    public static void tellSoon(System.Logger.Level level, Object text, @Nullable Throwable thrown) {
        boolean unused = HostLog.add(level, text, thrown == null ? null : copy(thrown), DaemonThreads.OfLog.MAKER);
    }

    /** Waits a moment until all lines are logged, unless the log hangs. An interrupt ends the wait and is kept. */
    public static void awaitWarnings() {
        HostLog.awaitMoment(DaemonThreads.OfLog.MAKER);
    }

    /** Waits until all lines are logged; false after the timeout. */
    public static boolean awaitLogged(Duration timeout) throws InterruptedException {
        return HostLog.await(timeout, DaemonThreads.OfLog.MAKER);
    }
}
