package dev.pluginhost.benchmarks.loop;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * How late the ticks of a time were, those that the loop has missed included: it does not make up for them, and to leave them
 * out would count the longest delay as if it had hit one tick. A missed tick is as late as the next one after its own time.
 */
final class Lateness {

    private final long[] sorted;
    private final int made;

    private Lateness(long[] sorted, int made) {
        this.sorted = sorted;
        this.made = made;
    }

    /**
     * Of the ticks that the loop has made.
     *
     * @param delays how late each was, in nanoseconds; at least one
     * @param period from one tick to the next, in nanoseconds
     */
    static Lateness of(long[] delays, long period) {
        if (delays.length == 0) {
            throw new IllegalArgumentException("There was no tick");
        }
        long[] all = Arrays.stream(delays)
                .flatMap(delay -> LongStream.rangeClosed(0, delay / period).map(missed -> delay - missed * period))
                .sorted()
                .toArray();
        return new Lateness(all, delays.length);
    }

    /** How many ticks there were. */
    int ticks() {
        return made;
    }

    /** How many there should have been beside these. */
    int missed() {
        return sorted.length - made;
    }

    /** The delay that a share of all ticks does not exceed: the smallest one of which that can be said. */
    long percentile(double percent) {
        if (percent <= 0 || percent > 100) {
            throw new IllegalArgumentException("Not a percentile: " + percent);
        }
        // Without what the multiplication has added to a whole number.
        double rank = Math.ceil(percent * sorted.length / 100 - 1e-6);
        return sorted[Math.max(0, (int) rank - 1)];
    }

    /** The greatest delay. */
    long worst() {
        return sorted[sorted.length - 1];
    }
}
