package acme.home.loop;

import java.time.Duration;

/** Counts the ticks of a loop and how late the worst of them was. Safe for use by any thread. */
public final class TickMeter {

    private long count;
    private long worst;

    synchronized void tick(long nanosLate) {
        count++;
        worst = Math.max(worst, nanosLate);
    }

    /** How many ticks there were. */
    public synchronized long count() {
        return count;
    }

    /** How late the worst tick was. */
    public synchronized Duration worstDelay() {
        return Duration.ofNanos(worst);
    }
}
