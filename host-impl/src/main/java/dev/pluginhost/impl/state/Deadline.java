package dev.pluginhost.impl.state;

import java.time.Duration;
import java.util.Locale;

/**
 * The moment at which a timeout ends. Immutable.
 *
 * @param timeout the whole timeout, for messages
 * @param at the moment, by {@link System#nanoTime}
 */
public record Deadline(Duration timeout, long at) {

    /** Longer than any caller waits, and few enough nanoseconds to calculate with. */
    public static final Duration FOREVER = Duration.ofDays(10_000);

    /** The deadline of a timeout that begins now. */
    public static Deadline in(Duration timeout) {
        Duration bounded = timeout.compareTo(FOREVER) < 0 ? timeout : FOREVER;
        return new Deadline(bounded, System.nanoTime() + bounded.toNanos());
    }

    /** The deadline of a wait without timeout. */
    public static Deadline none() {
        return in(FOREVER);
    }

    /** Whether there is a timeout. */
    public boolean isSet() {
        return timeout.compareTo(FOREVER) < 0;
    }

    /** The nanoseconds until the deadline; 0 if it has passed. */
    public long left() {
        return Math.max(0, at - System.nanoTime());
    }

    /** A duration for messages: {@code 2 s} or {@code 1500 ms}. */
    public static String words(Duration duration) {
        if (duration.toMillis() == 0) {
            return "less than 1 ms";
        }
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + " s"
                : String.format(Locale.ROOT, "%d ms", duration.toMillis());
    }
}
