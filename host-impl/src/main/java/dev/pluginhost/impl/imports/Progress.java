package dev.pluginhost.impl.imports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a flight has come. Immutable.
 *
 * @param words for messages, to follow the plugin's name: where it is, and where the time went
 * @param stack the stack of the thread that runs it, if one does
 */
record Progress(String words, @Nullable StuckThread stack) {

    /** So many prerequisites are followed; nobody reads more. */
    private static final int MOST_STEPS = 5;

    /** As it is now. Looks at the stack of another thread, so it is not for the fast path. */
    static Progress of(Flight flight) {
        return of(flight, MOST_STEPS);
    }

    private static Progress of(Flight flight, int steps) {
        String times = " (" + StageTimes.describe(flight.times().soFar()) + ")";
        ImportThread thread = flight.runner();
        if (thread != null) {
            StuckThread where = new StuckThread(thread);
            return new Progress(
                    "is at " + where.at(flight.name()) + LockOwner.of(thread) + " on " + thread.plainName() + times,
                    where);
        }
        List<Flight> missing = flight.missing();
        if (missing.isEmpty()) {
            return new Progress("waits for an import thread" + times, null);
        }
        Flight first = missing.get(0);
        String waits = "waits for " + first.name()
                + (missing.size() == 1 ? "" : " and " + (missing.size() - 1) + " more") + times;
        if (steps == 0) {
            return new Progress(waits, null);
        }
        Progress further = of(first, steps - 1);
        return new Progress(waits + ", which " + further.words, further.stack);
    }
}
