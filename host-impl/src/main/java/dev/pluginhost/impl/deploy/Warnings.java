package dev.pluginhost.impl.deploy;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Warnings of what may last for a moment only, such as while something is being written. One is logged when it has lasted for a while
 * though nothing has changed, or for several times as long whatever changes; and once, as long as it lasts. Confined to one thread.
 */
final class Warnings {

    /** So many times the while is waited for what changes again and again. */
    private static final int MOST = 6;

    /** What is warned of. */
    private static final class Matter {
        final long since;
        long changed;

        @Nullable
        String logged;

        Matter(long since) {
            this.since = since;
            this.changed = since;
        }
    }

    private final long grace;
    private final LongSupplier nanoClock;
    private Map<String, Matter> before = new HashMap<>();
    private Map<String, Matter> now = new HashMap<>();
    private boolean waiting;

    Warnings(Duration grace, LongSupplier nanoClock) {
        this.grace = grace.toNanos();
        this.nanoClock = nanoClock;
    }

    /** Begins a round: what is not said in it is over. */
    void begin() {
        before = now;
        now = new HashMap<>();
        waiting = false;
    }

    /**
     * Logs it if it has lasted for long enough and was not logged.
     *
     * @param subject what it is about, the same in each round
     * @param changed whether something of that has changed since the last round
     */
    void say(String subject, boolean changed, String message, @Nullable Throwable thrown) {
        long time = nanoClock.getAsLong();
        Matter known = before.get(subject);
        Matter matter = now.computeIfAbsent(subject, any -> known == null ? new Matter(time) : known);
        if (changed) {
            matter.changed = time;
        }
        if (message.equals(matter.logged)) {
            return;
        }
        if (time - matter.changed >= grace || time - matter.since >= MOST * grace) {
            matter.logged = message;
            Thrown.warn(message, thrown);
        } else {
            waiting = true;
        }
    }

    /** Whether something was said in this round that was not logged yet, so that another round is due after the while. */
    boolean areWaiting() {
        return waiting;
    }
}
