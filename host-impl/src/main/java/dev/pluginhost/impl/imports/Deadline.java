package dev.pluginhost.impl.imports;

import java.time.Duration;
import java.util.Locale;

/**
 * When a caller's patience ends. Immutable.
 *
 * @param bound how long he waits in all; for messages
 * @param at when it ends, by {@link System#nanoTime}
 */
public record Deadline(Duration bound, long at) {

    /** More than anybody will wait, and few enough nanoseconds to reckon with. */
    public static final Duration FOREVER = Duration.ofDays(10_000);

    /** The deadline of somebody who waits from now on. */
    public static Deadline in(Duration bound) {
        Duration bounded = bound.compareTo(FOREVER) < 0 ? bound : FOREVER;
        return new Deadline(bounded, System.nanoTime() + bounded.toNanos());
    }

    /** The deadline of somebody who has not set any. */
    public static Deadline none() {
        return in(FOREVER);
    }

    /** Whether somebody has set it. */
    public boolean isSet() {
        return bound.compareTo(FOREVER) < 0;
    }

    /** The nanoseconds that are left, 0 if it has passed. */
    public long left() {
        return Math.max(0, at - System.nanoTime());
    }

    /** A duration as messages tell it: {@code 2 s}, or {@code 1500 ms}. */
    static String words(Duration duration) {
        if (duration.toMillis() == 0) {
            return "less than 1 ms";
        }
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + " s"
                : String.format(Locale.ROOT, "%d ms", duration.toMillis());
    }
}
