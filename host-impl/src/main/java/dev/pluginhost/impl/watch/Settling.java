package dev.pluginhost.impl.watch;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides from looks when something has settled. Pure; not safe for use by several threads at once.
 *
 * <p>An artifact is <em>moving</em> from the first look that sees it changed until one that began a settling time after the
 * last of them and sees it as it was. What differs from what was told is told when nothing moves any more, all at once. Two
 * things are not waited for: an artifact that has been moving for longer than the bound, and any that moves, once there has
 * been something to tell for longer than the bound. They are told later, when they are quiet: half a file is of no use to
 * anybody.
 */
final class Settling {

    /**
     * What follows from a look.
     *
     * @param settled what is to be told, now
     * @param pause in how many nanoseconds to look again though nothing happens; {@link #FOREVER} if there is no need
     * @param restless the artifacts that have been moving for longer than the bound
     */
    record Verdict(@Nullable Settled settled, long pause, Set<Path> restless) {
        static final long FOREVER = Long.MAX_VALUE;
    }

    /** The looks, by their times, that first and last saw something changed. */
    private record Motion(long first, long last) {}

    private final long settle;
    private final long bound;
    private final Map<Path, Motion> motions = new HashMap<>();
    private Snapshot told;
    private Snapshot seen;

    /** Since when there is something to tell; null while there is not. */
    private @Nullable Long untoldSince;

    /** Begins with what need not be told. */
    Settling(Pace pace, Snapshot first) {
        this.settle = pace.settle().toNanos();
        this.bound = pace.bound().toNanos();
        this.told = first;
        this.seen = first;
    }

    /**
     * Takes note of a look.
     *
     * @param begun when it began, in nanoseconds of a clock that only its differences mean something of
     * @param ended when it ended
     */
    Verdict look(Snapshot now, long begun, long ended) {
        note(now, ended);
        motions.values().removeIf(motion -> begun - motion.last >= settle);
        Set<Path> ready = told.differencesTo(seen);
        if (ready.isEmpty()) {
            untoldSince = null;
            return new Verdict(null, pause(ended, Verdict.FOREVER), restless(ended));
        }
        if (untoldSince == null) {
            untoldSince = ended;
        }
        ready.removeAll(motions.keySet());
        Set<Path> restless = restless(ended);
        boolean patient = restless.size() < motions.size() && ended - untoldSince < bound;
        if (ready.isEmpty() || patient) {
            long patience = ready.isEmpty() ? Verdict.FOREVER : untoldSince + bound - ended;
            return new Verdict(null, pause(ended, patience), restless);
        }
        told = told.with(ready, seen);
        untoldSince = null;
        return new Verdict(new Settled(ready, motions.keySet()), 0, restless);
    }

    private void note(Snapshot now, long time) {
        for (Path changed : seen.differencesTo(now)) {
            Motion before = motions.get(changed);
            motions.put(changed, new Motion(before == null ? time : before.first, time));
        }
        seen = now;
    }

    /** Until something that moves may be quiet, or is restless; not longer than the patience. */
    private long pause(long time, long patience) {
        long pause = patience;
        for (Motion motion : motions.values()) {
            pause = Math.min(pause, motion.last + settle - time);
            if (time - motion.first < bound) {
                pause = Math.min(pause, motion.first + bound - time);
            }
        }
        return Math.max(pause, 0);
    }

    private Set<Path> restless(long time) {
        Set<Path> restless = new HashSet<>();
        motions.forEach((artifact, motion) -> {
            if (time - motion.first >= bound) {
                restless.add(artifact);
            }
        });
        return restless;
    }
}
