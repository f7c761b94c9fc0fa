package dev.pluginhost.impl.imports;

import java.time.Duration;

/**
 * Spends a bounded time on several waits, on each at most half of what is left. The time is that of all waits together, or each step
 * has one of its own. An interrupt does not cut a wait short; it is kept for {@link #restoreInterrupt}. Confined to one thread.
 */
final class TimeShares {

    /** A wait for at most so long; whether what was waited for has come. */
    @FunctionalInterface
    interface Wait {
        boolean await(Duration share) throws InterruptedException;
    }

    /** Twice what a step may take; zero if all waits share one time. */
    private final Duration each;

    private long end;
    private boolean interrupted;

    /** One time for all waits. */
    TimeShares(Duration bound) {
        this(bound, Duration.ZERO);
    }

    private TimeShares(Duration bound, Duration each) {
        this.each = each;
        this.end = System.nanoTime() + bound.toNanos();
    }

    /** A time for each step, of which the first wait in it gets all, and the next one half as much again. */
    static TimeShares each(Duration timeout) {
        Duration twice = timeout.multipliedBy(2);
        return new TimeShares(twice, twice);
    }

    /** Whether what was waited for, which begins a step, has come in its share of the time. */
    boolean awaitStep(Wait wait) {
        if (!each.isZero()) {
            end = System.nanoTime() + each.toNanos();
        }
        return await(wait);
    }

    /** Whether what was waited for has come in its share of the time. */
    boolean await(Wait wait) {
        long shareEnd = System.nanoTime() + Math.max(0, end - System.nanoTime()) / 2;
        while (true) {
            try {
                return wait.await(Duration.ofNanos(Math.max(0, shareEnd - System.nanoTime())));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    void restoreInterrupt() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
