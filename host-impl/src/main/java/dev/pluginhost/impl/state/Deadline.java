package dev.pluginhost.impl.state;

import java.time.Duration;

/** The moment, by {@link System#nanoTime}, at which a timeout ends. Immutable. */
public record Deadline(Duration timeout, long at) {

    /** Longer than any caller waits, and few enough nanoseconds to calculate with. */
    public static final Duration FOREVER = Duration.ofDays(10_000);

    /** The deadline of a timeout that begins now. */
    public static Deadline in(Duration timeout) {
        Duration bounded = timeout.compareTo(FOREVER) < 0 ? timeout : FOREVER;
        return new Deadline(bounded, System.nanoTime() + bounded.toNanos());
    }

    public static Deadline none() {
        return in(FOREVER);
    }

    /** The nanoseconds until the deadline; 0 if it has passed. */
    public long left() {
        return Math.max(0, at - System.nanoTime());
    }

    /** A duration for messages: {@code 2 s} or {@code 1500 ms}. */
    public static String words(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "less than 1 ms";
        }
        return millis % 1000 == 0 ? duration.toSeconds() + " s" : millis + " ms";
    }
}
