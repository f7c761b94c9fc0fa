package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.spi.Printable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin's code has thrown. Its message, its causes and its stack trace are given by methods that the plugin may have
 * overridden: they may hang or throw. So no other code of the host calls them, hands the throwable to a logger, or makes an exception
 * that asks it for its text. Nothing here throws. Each call returns within two seconds, and at once if no plugin's code is asked. Stateless.
 */
public final class Thrown {

    /** Made while there is memory; without a stack. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final ThrownCopy UNKNOWN =
            new ThrownCopy("an error that cannot be described", new StackTraceElement[0], null, List.of(), null);

    private Thrown() {}

    /** What was thrown, in the host's own words. Make it once, where you caught it, if you need it more than once. */
    public static ThrownCopy copy(Throwable thrown) {
        if (thrown instanceof ThrownCopy copy) {
            return copy;
        }
        try {
            return ThrownReader.copy(thrown);
        } catch (Throwable again) { // such as no memory for more words
            return UNKNOWN;
        }
    }

    /** The throwable's class and message, on one line of at most 1,000 characters. */
    public static String text(Throwable thrown) {
        return copy(thrown).toString();
    }

    /** The stack trace with those of the causes, as text that keeps no class alive; what called the plugin is left out. */
    public static String stackTrace(Throwable thrown) {
        return copy(thrown).trace();
    }

    /** The message, or the text if it has none, or if asking for it alone would call a plugin's code. One line. */
    public static String message(Throwable thrown) {
        String message = ThrownReader.isTrustedWithCauses(thrown) ? thrown.getMessage() : null;
        return message == null ? text(thrown) : Printable.text(message);
    }

    /** The cause, if asking for it calls no code of a plugin: then there may be one that is not given. */
    public static @Nullable Throwable causeOf(Throwable thrown) {
        return ThrownReader.isKnown(thrown) ? thrown.getCause() : null;
    }

    /**
     * Logs a warning, on the log's own thread, for which the caller waits a moment: a log handler is the application's, or a
     * plugin's, and one that hangs, or waits for an import, must keep nobody from his work.
     */
    public static void warn(String message, @Nullable Throwable thrown) {
        ThrownCopy copy = thrown == null ? null : copy(thrown);
        LogThread.sayAndWait(() -> log(System.Logger.Level.WARNING, message, copy));
    }

    /** Logs a warning soon; for those who must not wait for a moment. */
    public static void warnSoon(String message, @Nullable Throwable thrown) {
        ThrownCopy copy = thrown == null ? null : copy(thrown);
        LogThread.say(() -> log(System.Logger.Level.WARNING, message, copy));
    }

    /** Logs something else than a warning, as {@link #warn} does. */
    static void tell(System.Logger.Level level, String message) {
        LogThread.sayAndWait(() -> log(level, message, null));
    }

    /** Logs something else than a warning soon. */
    public static void tellSoon(System.Logger.Level level, String message, @Nullable Throwable thrown) {
        ThrownCopy copy = thrown == null ? null : copy(thrown);
        LogThread.say(() -> log(level, message, copy));
    }

    /** Has the log made ready; for when a host is made, before plugins' code runs. */
    public static void prepareLog() {
        LogThread.prepare();
    }

    /** Waits for a moment, as {@link #warn} does, until what was to be logged soon is logged. */
    public static void awaitWarnings() {
        LogThread.sayAndWait(() -> {});
    }

    /** Waits until all that was to be logged is logged; whether it was in time. */
    public static boolean awaitLogged(Duration bound) throws InterruptedException {
        return LogThread.awaitSaid(bound);
    }

    private static void log(System.Logger.Level level, String text, @Nullable ThrownCopy thrown) {
        String message = Printable.line(text); // names and texts of plugins may be in it
        try {
            LogThread.logger().log(level, message, thrown);
        } catch (Throwable again) { // from the application's log handler
            try {
                LogThread.logger().log(level, message);
            } catch (Throwable stillAgain) {
                stillAgain.addSuppressed(again);
                // there is nowhere left to say it
            }
        }
    }
}
