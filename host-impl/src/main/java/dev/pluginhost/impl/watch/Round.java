package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.watch.Settling.Verdict;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One look after another, and what follows from each. Belongs to the watch's thread, apart from the first look. Events are
 * asked for by that thread alone: an event service has a thread of its own, which inherits from the one that asks.
 */
final class Round {

    /**
     * What follows from a look.
     *
     * @param settled what is to be told, now
     * @param least how many nanoseconds not to look again, whatever happens
     * @param most in how many to look again, though nothing happens
     */
    record Outcome(@Nullable Settled settled, long least, long most) {}

    private final Lookout lookout;
    private final Events events;
    private final Complaints complaints;
    private final Pace pace;
    private final LongSupplier clock;
    private final Settling settling;
    private Snapshot seen;

    /** Whether a change would be heard of, as far as is known, so that nothing else was waited for. */
    private boolean listening;

    /** Whether something changed and was not heard of, as on a file system that other machines write to. */
    private boolean missed;

    /** Begins with a look at what need not be told. */
    Round(Lookout lookout, Events events, Complaints complaints, Pace pace, LongSupplier clock) {
        this.lookout = lookout;
        this.events = events;
        this.complaints = complaints;
        this.pace = pace;
        this.clock = clock;
        this.seen = lookout.look(Snapshot.NOTHING).snapshot();
        this.settling = new Settling(pace, seen);
    }

    /**
     * Looks.
     *
     * @param rung whether something was heard since the last look
     */
    Outcome look(boolean rung) {
        long begun = clock.getAsLong();
        Sight sight = lookout.look(seen);
        long ended = clock.getAsLong();
        missed |= listening && !rung && !sight.snapshot().equals(seen);
        seen = sight.snapshot();
        Coverage coverage = events.hear(sight.directories());
        Verdict verdict = settling.look(seen, begun, ended);
        complaints.unseen(sight.unseen(), ended);
        complaints.restless(verdict.restless());

        boolean quick = missed || !sight.plain() || !coverage.whole();
        listening = !quick && !coverage.fresh() && verdict.settled() == null && verdict.pause() == Verdict.FOREVER;
        if (verdict.settled() != null) {
            return new Outcome(verdict.settled(), 0, 0);
        }
        long cost = ended - begun;
        long least = pace.gap(cost);
        long most = coverage.fresh() ? least : Math.min(verdict.pause(), pace.tick(quick, cost));
        return new Outcome(null, least, Math.max(least, most));
    }
}
