package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of a host, within a bound. The threads that were importing get half of the time to come back; each plugin gets
 * half of what is left to stop, so that however many hang, the next one still has some. What does not come back is logged
 * with its stack and left behind on its daemon thread; its files are closed all the same. Nothing that may hang or throw is
 * done on the closing thread itself.
 *
 * <p>Run once, by one thread; {@link #isStopping} may be asked by any.
 */
final class Shutdown {

    private final Slots slots;
    private final Registry registry;
    private final ImportThreads threads;
    private final DaemonThreads stoppers;

    /** The threads that stop plugins, from before each begins until it has ended. */
    private final Set<Thread> stopping = ConcurrentHashMap.newKeySet();

    Shutdown(Slots slots, Registry registry, ImportThreads threads, Settings settings) {
        this.slots = slots;
        this.registry = registry;
        this.threads = threads;
        this.stoppers = DaemonThreads.plain("pluginhost-stop-", settings.applicationLoader());
    }

    /** Whether the end waits for the current thread, so that this must not wait for the end. */
    boolean isStopping(Thread thread) {
        return stopping.contains(thread);
    }

    void run(List<Flight> wereUnderWay, Duration bound) {
        TimeShares time = new TimeShares(bound);
        if (threads.current() == null) {
            time.await(threads::awaitEnd);
            wereUnderWay.forEach(this::reportIfStuck);
        }
        List<Imported> lastFirst = new ArrayList<>(registry.all());
        Collections.reverse(lastFirst);
        for (Imported imported : lastFirst) {
            slots.withdraw(imported);
            elsewhere(imported, "does not stop", imported.running()::stop, time);
            elsewhere(imported, "does not let go of its files", () -> closeFiles(imported), time);
        }
        time.await(Thrown::awaitLogged); // so that they can be read when close returns
        time.restoreInterrupt();
    }

    private void elsewhere(Imported imported, String hanging, Runnable work, TimeShares time) {
        try {
            CountDownLatch done =
                    new CountDownLatch(1); // to join a thread is to take its monitor, which may be a plugin's
            Thread stopper = stoppers.newThread(() -> {
                try {
                    work.run();
                } finally {
                    stopping.remove(Thread.currentThread());
                    done.countDown();
                }
            });
            stopper.setName(stopper.getName() + " [" + imported.name() + "]");
            stopping.add(stopper);
            stopper.start();
            boolean ended = time.await(share -> done.await(share.toNanos(), TimeUnit.NANOSECONDS));
            if (!ended) {
                StuckThread where = new StuckThread(stopper);
                ElasticPool.interrupt(stopper);
                boolean afterAll = time.await(share -> done.await(share.toNanos(), TimeUnit.NANOSECONDS));
                report("Plugin " + imported.name() + " " + hanging, imported.name(), stopper, where, afterAll);
            }
        } catch (Throwable thrown) { // such as no memory for one more thread: the other plugins have to be stopped
            Thrown.warnSoon("Plugin " + imported.name() + " " + hanging + ": " + thrown, thrown);
        }
    }

    private static void closeFiles(Imported imported) {
        try {
            imported.layer().close();
        } catch (IOException e) {
            Thrown.warn("Files of plugin " + imported.name() + " failed to close: " + e, e);
        }
    }

    private void reportIfStuck(Flight flight) {
        ImportThread runner = flight.runner();
        if (runner != null && runner.isAlive() && runner.isAt(flight)) {
            report(
                    "Import of plugin " + flight.name() + " does not end",
                    flight.name(),
                    runner,
                    new StuckThread(runner),
                    false);
        }
    }

    private void report(String fact, String plugin, Thread thread, StuckThread where, boolean interrupted) {
        Thrown.warnSoon(
                fact
                        + (interrupted ? " before it is interrupted; it was at " : "; it is at ")
                        + where.at(plugin)
                        + (interrupted ? "" : " and is left behind on the daemon thread " + thread.getName()),
                where);
    }
}
