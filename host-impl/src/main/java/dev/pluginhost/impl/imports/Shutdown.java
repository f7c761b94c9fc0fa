package dev.pluginhost.impl.imports;

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
 * with its stack and left behind on its daemon thread; its files are closed all the same.
 *
 * <p>Used once, by one thread.
 */
final class Shutdown {

    private static final System.Logger LOG = System.getLogger("dev.pluginhost");

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
            stop(imported, patience);
            closeFiles(imported);
        }
        patience.restoreInterrupt();
    }

    private void stop(Imported imported, Patience patience) {
        Thread stopper = stoppers.newThread(imported.running()::stop);
        stopper.setName(stopper.getName() + " [" + imported.name() + "]");
        stopper.start();
        boolean ended = patience.await(share -> {
            stopper.join(Math.max(1, share.toMillis()));
            return !stopper.isAlive();
        });
        if (!ended) {
            StuckThread where = new StuckThread(stopper);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Plugin " + imported.name() + " does not stop; it is at " + where.at(imported.name())
                            + " and is left behind on the daemon thread " + stopper.getName(),
                    where);
            stopper.interrupt();
        }
    }

    private static void closeFiles(Imported imported) {
        try {
            imported.layer().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Files of plugin " + imported.name() + " failed to close: " + e, e);
        }
    }

    private static void reportIfStuck(Flight flight) {
        ImportThread runner = flight.runner();
        if (runner != null && runner.isAlive() && runner.isAt(flight)) {
            StuckThread where = new StuckThread(runner);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Import of plugin " + flight.name() + " does not end; it is at " + where.at(flight.name())
                            + " and is left behind on the daemon thread " + runner.plainName(),
                    where);
        }
    }
}
