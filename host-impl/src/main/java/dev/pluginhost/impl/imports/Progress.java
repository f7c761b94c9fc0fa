package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.imports.WaitGraph.Wait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a flight has come. Immutable.
 *
 * @param words for messages, to follow the plugin's name: where it is, whom it waits for, and where the time went
 * @param holdup the plugin that holds it up, itself or one that it waits for
 * @param stack the stack of the thread that runs that one, if one does
 */
record Progress(String words, String holdup, @Nullable StuckThread stack) {

    /** So many waits are followed; nobody reads more. */
    private static final int MOST_STEPS = 5;

    /** As it is now. Looks at the stack of another thread, so it is not for the fast path. */
    static Progress of(Flight flight) {
        return of(flight, MOST_STEPS);
    }

    private static Progress of(Flight flight, int steps) {
        String times = " (" + StageTimes.describe(flight.times().soFar()) + ")";
        ImportThread thread = flight.runner();
        Wait wait = WaitGraph.OF_ALL_HOSTS.of(flight);
        List<Flight> awaited = wait == null ? flight.missing() : missing(wait);
        if (!awaited.isEmpty() && steps > 0) {
            Flight first = awaited.get(0);
            Progress further = of(first, steps - 1);
            return new Progress(
                    "waits for " + first.name()
                            + (awaited.size() == 1 ? "" : " and " + (awaited.size() - 1) + " more")
                            + (wait == null ? "" : " at " + wait.asker()) + times + ", which " + further.words,
                    further.holdup,
                    further.stack);
        }
        if (thread == null) {
            return new Progress("waits for an import thread" + times, flight.name(), null);
        }
        StuckThread where = new StuckThread(thread);
        return new Progress(
                "is at " + where.at(flight.name()) + LockOwner.of(thread) + " on " + thread.plainName() + times,
                flight.name(),
                where);
    }

    private static List<Flight> missing(Wait wait) {
        return wait.targets().stream().filter(target -> !target.hasLanded()).toList();
    }
}
