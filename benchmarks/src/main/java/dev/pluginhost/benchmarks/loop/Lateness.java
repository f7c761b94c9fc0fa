package dev.pluginhost.benchmarks.loop;

import dev.pluginhost.benchmarks.harness.Figure;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * How late ticks are, with those that the loop has missed: without them, the longest delay would count as if it had hit one tick.
 * A missed tick is as late as the next tick after its own time.
 */
final class Lateness {

    /** The delays of all ticks, also of the missed ones. */
    private final long[] sorted;

    private final int ticks;

    /**
     * Reads the delays.
     *
     * @param delays how late each tick was that the loop has made, in nanoseconds; at least one
     * @param period from one tick to the next, in nanoseconds
     */
    Lateness(long[] delays, long period) {
        if (delays.length == 0) {
            throw new IllegalArgumentException("There was no tick");
        }
        ticks = delays.length;
        sorted = Arrays.stream(delays)
                .flatMap(delay -> LongStream.rangeClosed(0, delay / period).map(missed -> delay - missed * period))
                .sorted()
                .toArray();
    }

    /** The smallest delay that a share of all ticks does not exceed. */
    long percentile(double percent) {
        if (percent <= 0 || percent > 100) {
            throw new IllegalArgumentException("Not a percentile: " + percent);
        }
        // The multiplication may have added a little to a whole number.
        double rank = Math.ceil(percent * sorted.length / 100 - 1e-6);
        return sorted[Math.max(0, (int) rank - 1)];
    }

    void addTo(Map<Figure, Long> figures) {
        figures.put(Figure.P50, percentile(50));
        figures.put(Figure.P99, percentile(99));
        figures.put(Figure.P999, percentile(99.9));
        figures.put(Figure.WORST, percentile(100));
        figures.put(Figure.TICKS, (long) ticks);
        figures.put(Figure.MISSED, (long) sorted.length - ticks);
    }
}
