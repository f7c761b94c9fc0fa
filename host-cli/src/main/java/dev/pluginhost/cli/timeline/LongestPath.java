package dev.pluginhost.cli.timeline;

import dev.pluginhost.cli.timeline.Phase.Cause;
import dev.pluginhost.cli.timeline.Phase.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The longest path of a phase: what its time was spent on. It leads from the import that ended last back to a request, and
 * asks at each import why that did not begin earlier:
 *
 * <ol>
 *   <li>The last of its prerequisites had just been imported: the path goes on with that.
 *   <li>It waited for an import thread: the path goes on with the import whose end made one free.
 *   <li>Code of a plugin that was being imported asked for it: the path goes on within that import.
 *   <li>Else it was requested then, and the path begins there.
 * </ol>
 *
 * While an import ran, another may have run that its code had asked for: that part of the time belongs to the other. So each
 * moment of the path belongs to one import, and the steps add up to the time from the path's begin to its end.
 */
final class LongestPath {

    private static final long TOLERANCE = Prerequisites.TOLERANCE;

    private final List<TimedImport> byEnd;
    private final Prerequisites prerequisites;

    /** Imports whose begin is on the path: each is once. */
    private final BitSet begun = new BitSet();

    /** Imports that the path has entered and has not left through their begin. */
    private final BitSet entered = new BitSet();

    private final List<Step> steps = new ArrayList<>();

    LongestPath(List<TimedImport> imports, Prerequisites prerequisites) {
        this.byEnd = new ArrayList<>(imports);
        byEnd.sort(Comparator.comparingLong(TimedImport::end).thenComparingInt(TimedImport::index));
        this.prerequisites = prerequisites;
    }

    /** The steps, oldest first; empty without imports. */
    List<Step> steps() {
        if (byEnd.isEmpty()) {
            return List.of();
        }
        TimedImport current = byEnd.get(byEnd.size() - 1);
        long until = current.end();
        while (current != null) {
            entered.set(current.index());
            TimedImport nested = askedForBy(current, until);
            if (nested != null) {
                add(current, nested.end(), nested.end(), until, Cause.RESUMED, nested);
                until = Math.min(until, nested.end());
                current = nested;
            } else {
                Before before = before(current);
                long from = Math.min(before.at, until);
                add(current, from, Math.min(Math.max(from, current.begun()), until), until, before.cause, before.of);
                begun.set(current.index());
                until = from;
                current = before.cause == Cause.REQUESTED ? null : before.of;
            }
        }
        Collections.reverse(steps);
        return List.copyOf(steps);
    }

    /** What an import had to wait for last, and until when. */
    private record Before(TimedImport of, long at, Cause cause) {}

    private Before before(TimedImport one) {
        TimedImport prerequisite = null;
        for (TimedImport each : prerequisites.of(one)) {
            if (isLast(each, one) && (prerequisite == null || each.end() > prerequisite.end())) {
                prerequisite = each;
            }
        }
        if (prerequisite != null && one.begun() - prerequisite.end() <= TOLERANCE) {
            return new Before(prerequisite, prerequisite.end(), Cause.PREREQUISITE);
        }
        TimedImport freed = one.ran() ? freedThread(one, prerequisite) : null;
        if (freed != null) {
            return new Before(freed, freed.end(), Cause.THREAD);
        }
        if (prerequisite != null) {
            return new Before(prerequisite, prerequisite.end(), Cause.PREREQUISITE);
        }
        for (TimedImport each : byEnd) {
            if (!begun.get(each.index()) && one.isAskedForBy(each)) {
                return new Before(each, one.requested(), Cause.ASKED);
            }
        }
        return new Before(one, one.requested(), Cause.REQUESTED);
    }

    /** Whether an import ended while another was in the queue. */
    private boolean isLast(TimedImport ended, TimedImport queued) {
        return ended.index() != queued.index()
                && !begun.get(ended.index())
                && !entered.get(ended.index())
                && ended.end() > queued.ready()
                && ended.end() <= queued.begun() + TOLERANCE;
    }

    /** The import that ended last before this one began: on the same thread if that had just become free, else on any. */
    private @Nullable TimedImport freedThread(TimedImport one, @Nullable TimedImport prerequisite) {
        long after = Math.max(one.ready(), prerequisite != null ? prerequisite.end() : Long.MIN_VALUE) + TOLERANCE;
        TimedImport any = null;
        for (int i = lastEndedBy(one.begun() + TOLERANCE); i >= 0; i--) {
            TimedImport each = byEnd.get(i);
            if (each.end() <= after || (any != null && each.end() < one.begun() - TOLERANCE)) {
                break;
            }
            if (each.ran() && isLast(each, one)) {
                if (each.thread().equals(one.thread())) {
                    return each;
                }
                any = any == null ? each : any;
            }
        }
        return any;
    }

    /** The import that a plugin's own code asked for, or that ran on the plugin's own thread, and that ended last. */
    private @Nullable TimedImport askedForBy(TimedImport one, long until) {
        if (!one.ran()) {
            return null;
        }
        for (int i = lastEndedBy(until); i >= 0; i--) {
            TimedImport each = byEnd.get(i);
            if (each.end() <= one.begun()) {
                break;
            }
            if (each.ran() && !begun.get(each.index()) && !entered.get(each.index())) {
                boolean within = each.thread().equals(one.thread()) && each.begun() >= one.begun();
                if (within || each.isAskedForBy(one)) {
                    return each;
                }
            }
        }
        return null;
    }

    /** The place of the last import that had ended by then; −1 if there is none. */
    private int lastEndedBy(long time) {
        int low = 0;
        int high = byEnd.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byEnd.get(middle).end() <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private void add(TimedImport of, long from, long begunAt, long to, Cause cause, TimedImport after) {
        if (to > from || cause != Cause.RESUMED) {
            steps.add(new Step(of, from, begunAt, to, cause, after));
        }
    }
}
