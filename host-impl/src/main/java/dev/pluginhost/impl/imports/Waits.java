package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportCycleException;
import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginException.Origin;
import java.util.List;
import java.util.Optional;

/**
 * Waiting for flights. An ordinary thread just waits, if it may. An import thread first runs what it waits for itself, as
 * far as nobody else does, so that nested imports never run out of threads; for the rest it enters the wait graph. Safe for
 * use by any thread.
 */
final class Waits {

    private final BlockingGuard guard;
    private final ImportThreads threads;
    private final FlightRunner runner;
    private final WaitGraph graph = new WaitGraph();

    Waits(BlockingGuard guard, ImportThreads threads, FlightRunner runner) {
        this.guard = guard;
        this.threads = threads;
        this.runner = runner;
    }

    /** Waits until a flight has landed. */
    Outcome await(Flight flight) {
        Outcome landed = flight.outcome();
        if (landed != null) {
            return landed;
        }
        ImportThread thread = threads.current();
        if (thread == null) {
            return waitFor(flight);
        }
        help(thread, flight);
        return waitFor(flight); // which has ended, and is landed at this moment if it is not yet
    }

    /** To be called before a plugin is asked for that has to be waited for. */
    void beforeImport(String name) {
        if (threads.current() == null) {
            guard.beforeWait(
                    name,
                    "importModule(\"" + name + "\"), which is not imported yet,",
                    "use importModuleAsync there, or have it imported before");
        }
    }

    /**
     * To be called before the current thread waits for a future of flights, or for one derived from it. An import thread
     * runs what it can itself; for what only comes about then, it lends its place to another one.
     */
    void beforeJoin(List<Flight> flights, String module, String call) {
        ImportThread thread = threads.current();
        if (thread == null) {
            guard.beforeWait(module, call, "go on with thenAccept and the like there");
        } else {
            flights.forEach(flight -> help(thread, flight));
            threads.lend(thread);
        }
    }

    /** To be called before the current thread waits for something that the host does as a whole, if only for one plugin. */
    void beforeHostWait(String module, String call, String instead) {
        ImportThread thread = threads.current();
        List<Flight> running = thread == null ? List.of() : thread.running();
        if (running.isEmpty()) {
            guard.beforeWait(module, call, instead);
            return;
        }
        Flight own = running.get(running.size() - 1);
        throw new ImportCycleException(
                call + " would wait for plugins that may wait for " + own.name() + ", whose start calls it ("
                        + Asker.here() + "); plugins import what they need by name",
                new Origin(
                        own.name(),
                        ImportStage.START,
                        Optional.of(own.node().candidate().location())),
                List.of(own.name(), own.name()),
                null);
    }

    private void help(ImportThread thread, Flight target) {
        for (Flight flight : target.runOrder()) {
            if (flight.hasLanded()) {
                continue;
            }
            // All that it needs has landed: it comes later in the order.
            if (flight.claim(thread)) {
                runner.run(flight, thread);
            } else {
                enterAndWait(thread, flight, target);
            }
        }
    }

    private void enterAndWait(ImportThread thread, Flight flight, Flight target) {
        List<String> cycle = graph.enter(thread, flight, target);
        if (!cycle.isEmpty()) {
            throw new ImportCycleException(
                    "Import of plugin " + target.name() + " would wait for itself: " + String.join(" -> ", cycle)
                            + ", asked for by " + Asker.here()
                            + "; do not wait for it within start: ask for it asynchronously, or later",
                    new Origin(
                            target.name(),
                            ImportStage.QUEUE,
                            Optional.of(target.node().candidate().location())),
                    cycle,
                    null);
        }
        try {
            waitFor(flight);
        } finally {
            graph.exit(thread);
        }
    }

    private static Outcome waitFor(Flight flight) {
        try {
            return flight.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImportInterruptedException(
                    "Thread \"" + Thread.currentThread().getName() + "\" was interrupted while it waited for plugin "
                            + flight.name() + "; the import goes on",
                    new Origin(
                            flight.name(),
                            flight.times().stage(),
                            Optional.of(flight.node().candidate().location())),
                    e);
        }
    }
}
