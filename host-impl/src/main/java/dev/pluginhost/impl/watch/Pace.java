package dev.pluginhost.impl.watch;

import java.time.Duration;

/**
 * The times of a watch. Immutable.
 *
 * @param settle how long something must not have changed
 * @param bound for how long something that keeps changing is waited for
 * @param quickTick how often to look where it is known that not everything is heard of
 * @param slowTick how often to look where it seems that everything is
 */
record Pace(Duration settle, Duration bound, Duration quickTick, Duration slowTick) {

    /** Beyond that nobody waits, and calculations with nanoseconds are far from their limits. */
    private static final Duration MOST = Duration.ofDays(1);

    /** Longer than copying most jars takes, over most networks; shorter than people wait without looking for the reason. */
    private static final Duration LEAST_BOUND = Duration.ofSeconds(30);

    /** People at a screen wait that long; a look at a directory takes a thousandth of it. */
    private static final Duration QUICK_TICK = Duration.ofSeconds(2);

    /** Only in case: nothing tells whether a file system's events come, as those of others than this machine do not. */
    private static final Duration SLOW_TICK = Duration.ofSeconds(10);

    private static final int SETTLES_IN_BOUND = 10;
    private static final int LOOKS_IN_SETTLE = 8;
    private static final long MOST_GAP = Duration.ofMillis(250).toNanos();

    /** Of the time, looking takes at most one in so many parts where something goes on ... */
    private static final int BUSY_SHARE = 5;

    /** ... and one in so many where nothing does. */
    private static final int IDLE_SHARE = 100;

    /** The times that go with a settling time; it must be more than zero. */
    static Pace of(Duration settle) {
        if (settle.isZero() || settle.isNegative()) {
            throw new IllegalArgumentException("The settling time must be more than zero, not " + settle);
        }
        Duration settles = least(settle, MOST);
        Duration bound = settles.multipliedBy(SETTLES_IN_BOUND);
        return new Pace(settles, bound.compareTo(LEAST_BOUND) < 0 ? LEAST_BOUND : bound, QUICK_TICK, SLOW_TICK);
    }

    /** How long after a look of some cost, in nanoseconds, nothing is looked at, whatever happens. */
    long gap(long cost) {
        return Math.max(Math.min(settle.toNanos() / LOOKS_IN_SETTLE, MOST_GAP), cost * (BUSY_SHARE - 1));
    }

    /** How long after a look of some cost, in nanoseconds, to look again if nothing happens. */
    long tick(boolean quick, long cost) {
        return Math.max((quick ? quickTick : slowTick).toNanos(), cost * (IDLE_SHARE - 1));
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
