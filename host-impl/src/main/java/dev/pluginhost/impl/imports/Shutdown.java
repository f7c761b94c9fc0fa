package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.lifecycle.Steps;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The end of a host, within a time. The threads that were importing come back first, then what was leaving already is over, then each
 * plugin is stopped in turn, the last one imported first. Each of these waits has about half of what is left ({@link TimeShares}), so
 * that what hangs leaves time for the next ones.
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

    /** Ends all; each step is done whatever comes of those before it. */
    void run(List<Flight> wereUnderWay, Duration bound) {
        TimeShares time = new TimeShares(bound);
        if (threads.current() == null) {
            Steps.run("wait for the import threads", () -> time.await(threads::awaitEnd));
            for (Flight flight : wereUnderWay) {
                Steps.run("end the import of plugin " + flight.name(), () -> endIfStuck(flight, time));
            }
        }
        Steps.run("end imports that hang", () -> stops.giveBackHanging(time));
        Steps.run("wait for the plugins that are being unloaded", () -> time.await(departures::awaitEnd));
        List<Imported> lastFirst = new ArrayList<>(registry.all());
        Collections.reverse(lastFirst);
        for (Imported imported : lastFirst) {
            Steps.run("end plugin " + imported.name(), () -> end(imported, time));
        }
        Steps.run("end the plugins that are being unloaded", () -> departures.close(time));
        Steps.run("let go of the plugins", slots::clear);
        Steps.run("tell the listeners", () -> time.await(events::awaitAllTold));
        Steps.run("log all", () -> time.await(Thrown::awaitLogged)); // so that it can be read when close returns
        time.restoreInterrupt();
    }

    private void end(Imported imported, TimeShares time) {
        if (!slots.withdraw(imported, CLOSED)) {
            return;
        }
        Steps.run("tell listeners that plugin " + imported.name() + " goes", () -> {
            if (!time.await(share -> events.awaitTold(imported, share))) {
                events.forget(imported);
            }
            events.forgetListenersOf(imported.layer().loader()); // a plugin that is stopped is told nothing
        });
        stops.stop(imported, time, null);
    }

    private void endIfStuck(Flight flight, TimeShares time) {
        reportIfStuck(flight);
        Taken taken = flight.taken();
        if (taken != null) {
            stops.giveBack(taken, time, null);
        }
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
