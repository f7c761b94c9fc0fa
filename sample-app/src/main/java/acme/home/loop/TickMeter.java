package acme.home.loop;

import java.time.Duration;
import java.util.function.LongConsumer;

/** Counts the ticks of a loop and how late the worst of them was, and passes each delay on. Thread-safe. */
public final class TickMeter {

    private final LongConsumer delays;
    private long count;
    private long worst;

    TickMeter(LongConsumer delays) {
        this.delays = delays;
    }

    void tick(long nanosLate) {
        count(nanosLate);
        delays.accept(nanosLate);
    }

    /** How many ticks there were. */
    public synchronized long count() {
        return count;
    }

    /** How late the worst tick was. */
    public synchronized Duration worstDelay() {
        return Duration.ofNanos(worst);
    }

    private synchronized void count(long nanosLate) {
        count++;
        worst = Math.max(worst, nanosLate);
    }
}
