package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The end of a host, within a bound. The threads that were importing get half of the time to come back; each plugin gets
 * half of what is left to stop, so that however many hang, the next one still has some. What does not come back is logged
 * with its stack and left behind on its daemon thread; its files are closed all the same. Nothing that may hang or throw is
 * done on the closing thread itself.
 *
 * <p>Used once, by one thread.
 */
final class Shutdown {

    private final Slots slots;
    private final Registry registry;
    private final ImportThreads threads;
    private final DaemonThreads stoppers;

    Shutdown(Slots slots, Registry registry, ImportThreads threads, Settings settings) {
        this.slots = slots;
        this.registry = registry;
        this.threads = threads;
        this.stoppers = DaemonThreads.plain("pluginhost-stop-", settings.applicationLoader());
    }

    void run(List<Flight> wereUnderWay, Duration bound) {
        Patience patience = new Patience(bound);
        if (threads.current() == null) {
            patience.await(threads::awaitEnd);
            wereUnderWay.forEach(Shutdown::reportIfStuck);
        }
        List<Imported> lastFirst = new ArrayList<>(registry.all());
        Collections.reverse(lastFirst);
        for (Imported imported : lastFirst) {
            slots.withdraw(imported);
            elsewhere(imported, "does not stop", imported.running()::stop, patience);
            elsewhere(imported, "does not let go of its files", () -> closeFiles(imported), patience);
        }
        patience.restoreInterrupt();
    }

    private void elsewhere(Imported imported, String hanging, Runnable work, Patience patience) {
        try {
            Thread stopper = stoppers.newThread(work);
            stopper.setName(stopper.getName() + " [" + imported.name() + "]");
            stopper.start();
            boolean ended = patience.await(share -> {
                stopper.join(Math.max(1, share.toMillis()));
                return !stopper.isAlive();
            });
            if (!ended) {
                report("Plugin " + imported.name() + " " + hanging, imported.name(), stopper);
                stopper.interrupt();
            }
        } catch (Throwable thrown) { // such as no memory for one more thread: the other plugins have to be stopped
            Thrown.warn("Plugin " + imported.name() + " " + hanging + ": " + thrown, thrown);
        }
    }

    private static void closeFiles(Imported imported) {
        try {
            imported.layer().close();
        } catch (IOException e) {
            Thrown.warn("Files of plugin " + imported.name() + " failed to close: " + e, e);
        }
    }

    private static void reportIfStuck(Flight flight) {
        ImportThread runner = flight.runner();
        if (runner != null && runner.isAlive() && runner.isAt(flight)) {
            report("Import of plugin " + flight.name() + " does not end", flight.name(), runner);
        }
    }

    private static void report(String fact, String plugin, Thread thread) {
        StuckThread where = new StuckThread(thread);
        Thrown.warn(
                fact + "; it is at " + where.at(plugin) + " and is left behind on the daemon thread "
                        + thread.getName(),
                where);
    }
}
