package dev.pluginhost.impl.imports;

import java.time.Duration;

/**
 * Spends a bounded time on several waits, on each at most half of what is left. An interrupt does not cut it short; it is
 * kept for {@link #restoreInterrupt}. Confined to one thread.
 */
final class TimeShares {

    /** A wait for at most so long; whether what was waited for has come. */
    @FunctionalInterface
    interface Wait {
        boolean await(Duration share) throws InterruptedException;
    }

    private final long end;
    private boolean interrupted;

    TimeShares(Duration bound) {
        this.end = System.nanoTime() + bound.toNanos();
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
