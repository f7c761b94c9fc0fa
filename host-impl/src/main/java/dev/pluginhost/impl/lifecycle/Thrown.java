package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.spi.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin's code has thrown, taken with gloves: its message and its stack trace are made by methods that the plugin
 * may have overridden, which may throw again. Nothing here throws. Stateless.
 */
public final class Thrown {

    private Thrown() {}

    /** The throwable in words. */
    public static String text(Throwable thrown) {
        try {
            return String.valueOf(thrown);
        } catch (Throwable again) { // of a plugin's own making
            return thrown.getClass().getName() + " (whose message cannot be read)";
        }
    }

    /** The stack trace with those of the causes, as a text that keeps no class alive. */
    public static String stackTrace(Throwable thrown) {
        try {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            return text.toString();
        } catch (Throwable again) { // of a plugin's own making
            return text(thrown);
        }
    }

    /**
     * Logs a warning, on the log's own thread, for which the caller waits a moment: a log handler is the application's, or a
     * plugin's, and one that hangs, or waits for an import, must keep nobody from his work.
     */
    public static void warn(String message, @Nullable Throwable thrown) {
        LogThread.sayAndWait(() -> log(System.Logger.Level.WARNING, message, thrown));
    }

    /** Logs a warning soon; for those who must not wait for a moment. */
    public static void warnSoon(String message, @Nullable Throwable thrown) {
        LogThread.say(() -> log(System.Logger.Level.WARNING, message, thrown));
    }

    /** Logs something else than a warning, as {@link #warn} does. */
    static void tell(System.Logger.Level level, String message) {
        LogThread.sayAndWait(() -> log(level, message, null));
    }

    /** Logs something else than a warning soon. */
    public static void tellSoon(System.Logger.Level level, String message, @Nullable Throwable thrown) {
        LogThread.say(() -> log(level, message, thrown));
    }

    /** Has the log made ready; for when a host is made, before plugins' code runs. */
    public static void prepareLog() {
        LogThread.prepare();
    }

    /** Waits until all that was to be logged is logged; whether it was in time. */
    public static boolean awaitLogged(Duration bound) throws InterruptedException {
        return LogThread.awaitSaid(bound);
    }

    private static void log(System.Logger.Level level, String text, @Nullable Throwable thrown) {
        String message = Printable.line(text); // names and texts of plugins may be in it
        try {
            LogThread.logger().log(level, message, thrown);
        } catch (Throwable again) { // the plugin's throwable again, or the application's log handler
            try {
                LogThread.logger().log(level, message);
            } catch (Throwable stillAgain) {
                stillAgain.addSuppressed(again);
                // there is nowhere left to say it
            }
        }
    }
}
