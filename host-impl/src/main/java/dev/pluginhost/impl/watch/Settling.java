package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.watch.SourceWatch.Changes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides from snapshots when changes have settled. Does no input; confined to one thread.
 *
 * <p>An artifact is <em>moving</em> from the first snapshot that sees it changed until a snapshot that was begun a settling
 * time after the last such one and sees it unchanged. Changes are reported together, when nothing moves any more. The report
 * does not wait for an artifact that has been moving for longer than the bound. If there has been something to report for
 * longer than the bound, it waits for nothing that moves. What moves is reported later.
 *
 * <p>The parts of a plugin are written by builds, which write resources before classes, and delete classes before they write others. So they
 * settle several times as slowly while no class has been written since the last report, or a class is gone. They are held back for much longer
 * while a build has deleted classes and has written none. The report does not wait for what is held back.
 */
final class Settling {

    /** What to report now, whether something moves, and the artifacts that have been moving for longer than the bound. */
    record Decision(@Nullable Changes changes, boolean moving, Set<Path> restless) {}

    /** The times of the first and the last snapshot that saw a change. */
    private record Motion(long first, long last) {}

    /** So many settling times pass after a build that may not have written all. */
    private static final int UNFINISHED = 4;

    /** So many pass after one that has deleted classes and has written none, which may still compile. */
    private static final int HELD_BACK = 120;

    private final Map<Path, List<Path>> parts;
    private final long settle;
    private final long bound;
    private final Map<Path, Motion> motions = new HashMap<>();
    private Snapshot reported;
    private Snapshot seen;

    /** Since when there has been something to report; null while there is nothing. */
    private @Nullable Long unreportedSince;

    /** Begins with what needs no report; the times are in nanoseconds, and the parts are by the place of their plugin. */
    Settling(Map<Path, List<Path>> parts, long settle, long bound, Snapshot first) {
        this.parts = parts;
        this.settle = settle;
        this.bound = bound;
        this.reported = first;
        this.seen = first;
    }

    Snapshot seen() {
        return seen;
    }

    private long settle(Path artifact) {
        if (isHeldBack(artifact)) {
            return HELD_BACK * settle;
        }
        return parts.containsKey(artifact) && !seen.isBuiltSince(reported, artifact) ? UNFINISHED * settle : settle;
    }

    /** Only what is held back has not changed for so long, and is not reported. */
    private boolean hasRested(Motion motion, long now) {
        return now - motion.last >= UNFINISHED * settle;
    }

    private boolean isHeldBack(Path artifact) {
        List<Path> directories = parts.get(artifact);
        return directories != null && seen.lacksClasses(reported, artifact, directories);
    }

    /** Takes the next snapshot, with the times when it was begun and when it was complete. */
    Decision next(Snapshot now, long begun, long ended) {
        for (Path changed : seen.differencesTo(now)) {
            Motion before = motions.get(changed);
            motions.put(changed, new Motion(before == null || hasRested(before, begun) ? ended : before.first, ended));
        }
        seen = now;
        motions.entrySet().removeIf(motion -> begun - motion.getValue().last >= settle(motion.getKey()));
        Set<Path> restless = new HashSet<>();
        Set<Path> heldBack = new HashSet<>();
        motions.forEach((artifact, motion) -> {
            if (hasRested(motion, begun)) {
                heldBack.add(artifact);
            } else if (ended - motion.first >= bound) {
                restless.add(artifact);
            }
        });
        Set<Path> ready = reported.differencesTo(seen);
        ready.removeAll(heldBack);
        if (ready.isEmpty()) {
            unreportedSince = null;
            return new Decision(null, !motions.isEmpty(), restless);
        }
        if (unreportedSince == null) {
            unreportedSince = ended;
        }
        ready.removeAll(motions.keySet());
        boolean waits = restless.size() + heldBack.size() < motions.size() && ended - unreportedSince < bound;
        if (ready.isEmpty() || waits) {
            return new Decision(null, true, restless);
        }
        reported = reported.with(ready, seen);
        unreportedSince = null;
        return new Decision(new Changes(ready, motions.keySet()), !motions.isEmpty(), restless);
    }
}
