package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The end of a host, within a bound. The threads that were importing get half of the time to come back, then what was leaving
 * already half of the rest; then each plugin is stopped in turn, the last one imported first, with half of what is left, so that
 * however many hang, the next one still has some.
 *
 * <p>Run once, by one thread.
 */
final class Shutdown {

    private static final String CLOSED =
            "is not imported any more, as its host was closed; ask a host that is open for it again";

    private final Slots slots;
    private final Registry registry;
    private final ImportThreads threads;
    private final Stops stops;
    private final Departures departures;
    private final Events events;

    Shutdown(Slots slots, Registry registry, ImportThreads threads, Stops stops, Departures departures, Events events) {
        this.slots = slots;
        this.registry = registry;
        this.threads = threads;
        this.stops = stops;
        this.departures = departures;
        this.events = events;
    }

    void run(List<Flight> wereUnderWay, Duration bound) {
        TimeShares time = new TimeShares(bound);
        if (threads.current() == null) {
            time.await(threads::awaitEnd);
            wereUnderWay.forEach(Shutdown::reportIfStuck);
        }
        time.await(departures::awaitEnd);
        List<Imported> lastFirst = new ArrayList<>(registry.all());
        Collections.reverse(lastFirst);
        for (Imported imported : lastFirst) {
            if (slots.withdraw(imported, CLOSED)) {
                if (!time.await(share -> events.awaitTold(imported, share))) {
                    events.forget(imported);
                }
                events.forgetListenersOf(imported.layer().loader()); // a plugin that is stopped is told nothing
                stops.stop(imported, time, null);
            }
        }
        departures.close(time);
        slots.clear();
        time.await(events::awaitAllTold);
        time.await(Thrown::awaitLogged); // so that they can be read when close returns
        time.restoreInterrupt();
    }

    private static void reportIfStuck(Flight flight) {
        ImportThread runner = flight.runner();
        if (runner != null && runner.isAlive() && runner.isAt(flight)) {
            StuckThread.report(
                    "Import of plugin " + flight.name() + " does not end",
                    flight.name(),
                    runner,
                    new StuckThread(runner),
                    false);
        }
    }
}
