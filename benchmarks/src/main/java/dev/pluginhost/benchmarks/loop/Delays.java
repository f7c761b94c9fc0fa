package dev.pluginhost.benchmarks.loop;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Keeps how late each tick was, from {@link #begin} to {@link #end}. All three are called on the loop, so that nothing is
 * shared, and keeping a delay is a store into an array that is there already.
 */
final class Delays implements LongConsumer {

    private final long[] nanos;
    private int count;
    private boolean keeping;

    /** Has room for so many ticks. */
    Delays(int most) {
        nanos = new long[most];
    }

    void begin() {
        count = 0;
        keeping = true;
    }

    @Override
    public void accept(long nanosLate) {
        if (keeping) {
            // Beyond the room: fails the run, as a figure without the rest would be wrong.
            nanos[count++] = nanosLate;
        }
    }

    /** The delays of the ticks since the beginning, in order. */
    long[] end() {
        keeping = false;
        return Arrays.copyOf(nanos, count);
    }
}
