package dev.pluginhost.benchmarks.loop;

import dev.pluginhost.benchmarks.harness.Figure;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * Keeps how late each tick of a loop is between {@link #begin} and {@link #end}. All methods are called on the loop, so nothing is
 * shared, and a delay is stored in an array that exists already.
 */
final class Lateness implements LongConsumer {

    private final long[] nanos;
    private int count;
    private boolean keeping;

    Lateness(int most) {
        nanos = new long[most];
    }

    void begin() {
        count = 0;
        keeping = true;
    }

    @Override
    public void accept(long nanosLate) {
        if (keeping) {
            nanos[count++] = nanosLate; // fails beyond the array, because a figure without the rest would be wrong
        }
    }

    /** The delays of the ticks that the loop has made. */
    long[] end() {
        keeping = false;
        return Arrays.copyOf(nanos, count);
    }

    /**
     * The figures of delays, with those of the ticks that the loop has missed: without them, the longest delay would count as if it had
     * hit one tick. A missed tick is as late as the next tick after its own time.
     *
     * @param delays at least one
     * @param period from one tick to the next, in nanoseconds
     */
    static Map<Figure, Long> figures(long[] delays, long period) {
        if (delays.length == 0) {
            throw new IllegalArgumentException("There was no tick");
        }
        long[] sorted = Arrays.stream(delays)
                .flatMap(delay -> LongStream.rangeClosed(0, delay / period).map(missed -> delay - missed * period))
                .sorted()
                .toArray();
        Map<Figure, Long> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.P50, percentile(sorted, 50));
        figures.put(Figure.P99, percentile(sorted, 99));
        figures.put(Figure.P999, percentile(sorted, 99.9));
        figures.put(Figure.WORST, percentile(sorted, 100));
        figures.put(Figure.TICKS, (long) delays.length);
        figures.put(Figure.MISSED, (long) sorted.length - delays.length);
        return figures;
    }

    /** The smallest delay that a share of all ticks does not exceed. */
    static long percentile(long[] sorted, double percent) {
        // The multiplication may have added a little to a whole number.
        double rank = Math.ceil(percent * sorted.length / 100 - 1e-6);
        return sorted[Math.max(0, (int) rank - 1)];
    }
}
