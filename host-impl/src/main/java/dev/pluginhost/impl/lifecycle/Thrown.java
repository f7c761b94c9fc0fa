package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.spi.Printable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Describes and logs what a plugin's code has thrown. The methods of such a throwable may be the plugin's, so they may hang or
 * throw: no other code of the host calls them, hands the throwable to a logger, or makes an exception that asks it for its text.
 * Each call returns within two seconds, and immediately if no code of a plugin is called. Thread-safe.
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

    /** Whether it was thrown, itself or as a cause, because another class loader has loaded a native library. */
    public static boolean isLibraryInUse(Throwable thrown) {
        return JvmMessages.isLibraryInUse(stackTrace(thrown));
    }

    /**
     * Logs a warning on the thread of the log, and waits a moment for it. A log handler is the application's or a plugin's; if it
     * hangs or waits for an import, it must not stop the caller.
     */
    public static void warn(String message, @Nullable Throwable thrown) {
        warnSoon(message, thrown);
        LogThread.awaitMoment();
    }

    /** Logs a warning without waiting. */
    public static void warnSoon(String message, @Nullable Throwable thrown) {
        tellSoon(System.Logger.Level.WARNING, message, thrown);
    }

    /** Logs at another level without waiting. */
    public static void tellSoon(System.Logger.Level level, String message, @Nullable Throwable thrown) {
        LogThread.log(level, message, thrown == null ? null : copy(thrown));
    }

    /** Has the logger looked up, before plugins' code runs. */
    public static void prepareLog() {
        LogThread.prepare();
    }

    /** Waits a moment, as {@link #warn} does, until all lines are logged. */
    public static void awaitWarnings() {
        LogThread.awaitMoment();
    }

    /** Waits until all lines are logged; false if that takes longer than the timeout. */
    public static boolean awaitLogged(Duration timeout) throws InterruptedException {
        return LogThread.awaitLogged(timeout);
    }
}
