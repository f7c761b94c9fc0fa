package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Warnings of conditions that may last for a moment only, for example while a file is being written. A warning is logged once,
 * when its condition has lasted for a grace period without a change, or for several such periods. Confined to one thread.
 */
public final class LastingWarnings {

    private static final int MOST_GRACES = 6;

    private static final class Condition {
        long since;
        long changed;

        @Nullable
        String logged;
    }

    private final long grace;
    private final LongSupplier nanoClock;
    private Map<String, Condition> before = new HashMap<>();
    private Map<String, Condition> now = new HashMap<>();
    private boolean pending;

    /** No warnings yet. */
    public LastingWarnings(Duration grace, LongSupplier nanoClock) {
        this.grace = grace.toNanos();
        this.nanoClock = nanoClock;
    }

    /** Begins a round; a condition that is not added in it is over. */
    public void begin() {
        before = now;
        now = new HashMap<>();
        pending = false;
    }

    /** Adds a condition to the round, and logs it if it is time for that. The subject is the same in each round, and may have changed since. */
    public void add(String subject, boolean changed, String message) {
        long time = nanoClock.getAsLong();
        Condition known = before.get(subject);
        Condition condition = now.computeIfAbsent(subject, any -> known == null ? new Condition() : known);
        if (known == null) {
            condition.since = time;
        }
        if (changed || known == null) {
            condition.changed = time;
        }
        if (message.equals(condition.logged)) {
            return;
        }
        if (time - condition.changed >= grace || time - condition.since >= MOST_GRACES * grace) {
            condition.logged = message;
            Thrown.warn(message, null);
        } else {
            pending = true;
        }
    }

    /** Whether a condition of this round may have to be logged later, so that another round is due after the grace period. */
    public boolean arePending() {
        return pending;
    }
}
