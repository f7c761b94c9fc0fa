package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ends plugins that nobody can see any more: has them stopped, and their files closed. Each of both gets half of what is left
 * of a time, then an interrupt and half of the rest. What does not come back is logged with its stack and left behind on its
 * daemon thread; the files are closed all the same. Nothing that may hang or throw is done on the calling thread itself.
 *
 * <p>Safe for use by any thread.
 */
final class Stops {

    private static final String PREFIX = "pluginhost-stop-";

    /** So many plugins leave at the same time; those beyond wait, for as long as a plugin's stop may take at most. */
    private static final int MOST_AT_ONCE = 8;

    private static final Duration IDLE = Duration.ofSeconds(1);

    private final ClassLoader contextLoader;
    private final AtomicInteger count = new AtomicInteger();
    private final ElasticPool pool;
    private final ReentrantLock lock = new ReentrantLock();

    /** How many stops wait for the host; guarded by the lock, as is the size of the pool. */
    private int waiting;

    Stops(ClassLoader contextLoader) {
        this.contextLoader = contextLoader;
        this.pool = new ElasticPool(MOST_AT_ONCE, IDLE, DaemonThreads.plain("pluginhost-unload-", contextLoader));
    }

    /**
     * Has a departure carried out, by a thread that may wait for what the plugin does.
     *
     * @throws RejectedExecutionException after {@link #shutDown}
     */
    void execute(Runnable departure) {
        pool.execute(departure);
    }

    /** Begins nothing more; what has begun goes on. */
    void shutDown() {
        pool.shutDownAndDrop();
    }

    /** Has one more leave at the same time for as long as a stop waits for the host, as it may be for another departure. */
    Stay lend() {
        resize(1);
        return () -> resize(-1);
    }

    private void resize(int more) {
        lock.lock();
        try {
            waiting += more;
            pool.resize(MOST_AT_ONCE + waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the current thread is one that ends a plugin of this host. */
    boolean isStopping() {
        StopThread thread = StopThread.current();
        return thread != null && thread.owner() == this;
    }

    /**
     * Stops a plugin and closes its files.
     *
     * @param departure what it is part of, unless that is the end of the host
     * @return what went wrong, in words; it has been logged
     */
    List<String> stop(Imported imported, TimeShares time, @Nullable Departure departure) {
        List<String> problems = new CopyOnWriteArrayList<>(); // as a thread that is left behind may yet add to it
        String plugin = imported.name();
        if (imported.running().isPlain()) {
            problems.addAll(stopPlain(imported));
        } else {
            elsewhere(
                    plugin,
                    "does not stop",
                    () -> problems.addAll(imported.running().stop()),
                    time,
                    departure,
                    problems);
        }
        closeFiles(imported, time, departure, problems);
        return new ArrayList<>(problems);
    }

    /** Whatever goes wrong, such as no memory, the files are to be closed. */
    private static List<String> stopPlain(Imported imported) {
        try {
            return imported.running().stop();
        } catch (Throwable thrown) {
            String problem = "Plugin " + imported.name() + " does not stop: " + Thrown.text(thrown);
            Thrown.warnSoon(problem, thrown);
            return List.of(problem);
        }
    }

    /** Closes the files of a plugin, whatever its stop is at; nothing happens if they are closed. */
    void closeFiles(Imported imported, TimeShares time) {
        closeFiles(imported, time, null, new CopyOnWriteArrayList<>());
    }

    private void closeFiles(Imported imported, TimeShares time, @Nullable Departure departure, List<String> problems) {
        boolean begun = elsewhere(
                imported.name(),
                "does not let go of its files",
                () -> closeFiles(imported, problems),
                time,
                departure,
                problems);
        if (!begun) {
            closeFiles(imported, problems); // for want of a thread, on this one
        }
    }

    /** False if there is no thread for it. */
    private boolean elsewhere(
            String plugin,
            String hanging,
            Runnable work,
            TimeShares time,
            @Nullable Departure departure,
            List<String> problems) {
        boolean begun = false;
        try {
            CountDownLatch done =
                    new CountDownLatch(1); // to join a thread is to take its monitor, which may be a plugin's
            StopThread stopper = newThread(plugin, departure, () -> {
                try {
                    work.run();
                } finally {
                    done.countDown();
                }
            });
            if (departure != null) {
                departure.runsOn(stopper);
            }
            stopper.start();
            begun = true;
            if (!time.await(share -> done.await(share.toNanos(), TimeUnit.NANOSECONDS))) {
                StuckThread where = new StuckThread(stopper);
                ElasticPool.interrupt(stopper);
                boolean afterAll = time.await(share -> done.await(share.toNanos(), TimeUnit.NANOSECONDS));
                problems.add(StuckThread.report("Plugin " + plugin + " " + hanging, plugin, stopper, where, afterAll));
            }
        } catch (Throwable thrown) { // such as no memory for one more thread: the other plugins have to be stopped
            String problem = "Plugin " + plugin + " " + hanging + ": " + Thrown.text(thrown);
            problems.add(problem);
            Thrown.warnSoon(problem, thrown);
        }
        return begun;
    }

    private StopThread newThread(String plugin, @Nullable Departure departure, Runnable work) {
        DaemonThreads threads = new DaemonThreads(
                PREFIX,
                contextLoader,
                (group, target, name) -> new StopThread(
                        this, departure, group, target, PREFIX + count.incrementAndGet() + " [" + plugin + "]"));
        return (StopThread) threads.newThread(work);
    }

    private static void closeFiles(Imported imported, List<String> problems) {
        try {
            imported.layer().close();
        } catch (IOException e) {
            String problem = "Files of plugin " + imported.name() + " failed to close: " + Thrown.text(e);
            problems.add(problem);
            Thrown.warn(problem, e);
        }
    }
}
