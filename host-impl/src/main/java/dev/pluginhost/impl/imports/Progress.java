package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.imports.WaitGraph.Wait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a flight or a departure has come. Immutable.
 *
 * @param words for messages, to follow the plugin's name: where it is, whom it waits for, and where the time went
 * @param cure what can be done about the plugin that holds it up, which is itself or one that it waits for
 * @param stack the stack of the thread that runs that one, if one does
 */
record Progress(String words, String cure, @Nullable StuckThread stack) {

    /** So many waits are followed; nobody reads more. */
    private static final int MOST_STEPS = 5;

    /** As it is now. Looks at the stack of another thread, so it is not for the fast path. */
    static Progress of(Transit transit) {
        return of(transit, MOST_STEPS);
    }

    private static Progress of(Transit transit, int steps) {
        String times = transit instanceof Flight flight
                ? " (" + StageTimes.describe(flight.times().soFar()) + ")"
                : "";
        Wait wait = WaitGraph.OF_ALL_HOSTS.of(transit);
        List<Transit> awaited = wait == null ? transit.needs() : missing(wait);
        if (!awaited.isEmpty() && steps > 0) {
            Transit first = awaited.get(0);
            Progress further = of(first, steps - 1);
            return new Progress(
                    "waits for "
                            + (first instanceof Departure ? "the " + first.words() : first.name())
                            + (awaited.size() == 1 ? "" : " and " + (awaited.size() - 1) + " more")
                            + (wait == null ? "" : " at " + wait.asker()) + times + ", which " + further.words,
                    further.cure,
                    further.stack);
        }
        Thread thread = transit instanceof Flight flight ? flight.runner() : ((Departure) transit).thread();
        if (thread == null) {
            return new Progress(
                    (transit instanceof Flight ? "waits for an import thread" : "is about to go") + times,
                    shorterStart(transit),
                    null);
        }
        StuckThread where = new StuckThread(thread);
        ClassInitWait initialisation = ClassInitWait.of(thread, transit.incarnation());
        String name = thread instanceof ImportThread importer ? importer.plainName() : thread.getName();
        return new Progress(
                "is at " + where.at(transit.name())
                        + (initialisation == null ? LockOwner.of(thread) : initialisation.words()) + " on " + name
                        + times,
                initialisation == null ? shorterStart(transit) : initialisation.cure(),
                where);
    }

    private static String shorterStart(Transit transit) {
        return "let " + transit.name() + " do its long work after its start, or raise importTimeout";
    }

    private static List<Transit> missing(Wait wait) {
        return wait.targets().stream().filter(target -> !target.isOver()).toList();
    }
}
