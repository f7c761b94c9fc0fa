package dev.pluginhost.impl.imports;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Spends a bounded time on several waits, on each at most half of what is left. The time is that of all waits together, or each step
 * has one of its own. Where all share one time, a quarter of it is kept back, so that after many waits in vain each of the next
 * hundred still has time enough for what ends by itself. An interrupt does not cut a wait short; it is kept for
 * {@link #restoreInterrupt}. Confined to one thread.
 */
final class TimeShares {

    /** A wait for at most so long; whether what was waited for has come. */
    @FunctionalInterface
    interface Wait {
        boolean await(Duration share) throws InterruptedException;
    }

    /** Into so many parts is divided what is kept back. */
    private static final int MOST_SMALL_WAITS = 100;

    /** Twice what a step may take; zero if all waits share one time. */
    private final Duration each;

    /** What is kept back of the time of all waits, in nanoseconds. */
    private final long reserve;

    private final LongSupplier clock;
    private long end;
    private boolean interrupted;

    /** One time for all waits. */
    TimeShares(Duration bound) {
        this(bound, System::nanoTime);
    }

    /** One time for all waits, by a clock in nanoseconds. */
    TimeShares(Duration bound, LongSupplier clock) {
        this(bound, Duration.ZERO, bound.toNanos() / 4, clock);
    }

    private TimeShares(Duration bound, Duration each, long reserve, LongSupplier clock) {
        this.each = each;
        this.reserve = reserve;
        this.clock = clock;
        this.end = clock.getAsLong() + bound.toNanos();
    }

    /** A time for each step, of which the first wait in it gets all, and the next one half as much again. */
    static TimeShares each(Duration timeout) {
        Duration twice = timeout.multipliedBy(2);
        return new TimeShares(twice, twice, 0, System::nanoTime);
    }

    /** Whether what was waited for, which begins a step, has come in its share of the time. */
    boolean awaitStep(Wait wait) {
        if (!each.isZero()) {
            end = clock.getAsLong() + each.toNanos();
        }
        return await(wait);
    }

    /** Whether what was waited for has come in its share of the time. */
    boolean await(Wait wait) {
        long shareEnd = clock.getAsLong() + share(end - clock.getAsLong());
        while (true) {
            try {
                return wait.await(Duration.ofNanos(Math.max(0, shareEnd - clock.getAsLong())));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private long share(long left) {
        return Math.max(0, Math.max((left - reserve) / 2, Math.min(left, reserve / MOST_SMALL_WAITS)));
    }

    void restoreInterrupt() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
