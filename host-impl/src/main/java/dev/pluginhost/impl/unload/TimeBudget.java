package dev.pluginhost.impl.unload;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Divides a bounded time between several waits. Either all waits share one time, of which each gets at most half of what is left. A quarter is
 * reserved: even after many waits that time out, each of the next hundred has enough for what ends by itself. Or each step has a time of its
 * own. An interrupt does not end a wait early; it is kept for {@link #restoreInterrupt}. Confined to one thread.
 */
public final class TimeBudget {

    /** A wait for at most so long; whether what it waits for has come. */
    @FunctionalInterface
    public interface BoundedWait {
        /** Waits; true if it has come. */
        boolean await(Duration share) throws InterruptedException;
    }

    private static final int MOST_SMALL_WAITS = 100;

    /** Twice what a step may take; zero if all waits share one time. In nanoseconds, as is the reserve of the time of all waits. */
    private final long each;

    private final long reserve;
    private final LongSupplier clock;
    private long end;
    private boolean interrupted;

    private TimeBudget(long all, long each, LongSupplier clock) {
        this.each = each;
        this.reserve = all / 4;
        this.clock = clock;
        this.end = clock.getAsLong() + all;
    }

    /** One time for all waits, by a clock in nanoseconds. */
    public TimeBudget(Duration timeout, LongSupplier clock) {
        this(timeout.toNanos(), 0, clock);
    }

    /** A time for each step, of which the first wait gets all, and a second one half as much again. */
    public static TimeBudget each(Duration timeout) {
        return new TimeBudget(0, timeout.multipliedBy(2).toNanos(), System::nanoTime);
    }

    /** Begins a step with a wait; whether what it waits for has come in time. */
    public boolean awaitStep(BoundedWait wait) {
        if (each > 0) {
            end = clock.getAsLong() + each;
        }
        return await(wait);
    }

    /** Whether what the wait is for has come in its share of the time. */
    public boolean await(BoundedWait wait) {
        long left = end - clock.getAsLong();
        long share = Math.max((left - reserve) / 2, Math.min(left, reserve / MOST_SMALL_WAITS));
        long shareEnd = clock.getAsLong() + Math.max(0, share);
        while (true) {
            try {
                return wait.await(Duration.ofNanos(Math.max(0, shareEnd - clock.getAsLong())));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    public void restoreInterrupt() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
