package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.leaks.JdbcDrivers;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.EndStep;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one tear-down: for a plugin that is unloaded, for each when the host is closed, and for an import that fails or hangs. The plugin
 * is stopped, if its start has returned; what it has registered is closed, the last first; its JDBC drivers are deregistered; its files are closed; its
 * listeners are forgotten. Each step has its own time on a thread that may be lost ({@link StopSteps}), so that none keeps the others from being done.
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

    /** What imports have taken that hang, until it is given back. Added and taken out by any thread. */
    private final Set<Taken> hanging = ConcurrentHashMap.newKeySet();

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
     * Stops a plugin, closes what it has registered and its files, and ends the registrations of its listeners.
     *
     * @param part what it is part of, unless that is the end of the host
     * @return what went wrong, in words; it has been logged
     */
    List<String> stop(Imported imported, TimeShares time, @Nullable Departure part) {
        return end(imported.name(), imported.running(), imported.layer(), time, part);
    }

    /**
     * Gives back what an import has taken that failed, or that was given up while its thread hangs. Nothing happens if somebody
     * else does so.
     *
     * @param part what it is part of, unless that is over
     */
    void giveBack(Taken taken, TimeShares time, @Nullable Flight part) {
        if (taken.giveBack()) {
            giveBackAll(taken, time, part);
        }
    }

    private void giveBackAll(Taken taken, TimeShares time, @Nullable Flight part) {
        Closeable files = taken.files();
        if (files != null) {
            end(taken.plugin(), taken.running(), files, time, part);
        }
    }

    /**
     * Has given back, by a thread that may wait for what the plugin does, what an import has taken whose thread hangs, and which the
     * caller has {@linkplain Taken#giveBack claimed}. Never waits.
     *
     * @return false if no thread can be started, so that the caller has to try again; when the host is closed, close does it
     */
    boolean giveBackSoon(Taken taken, Duration timeout) {
        hanging.add(taken);
        try {
            pool.execute(() -> {
                giveBackAll(taken, TimeShares.each(timeout), null);
                hanging.remove(taken);
            });
        } catch (RejectedExecutionException e) {
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
        return true;
    }

    /** Gives back what {@link #giveBackSoon} has not come to yet, when the host is closed. */
    void giveBackHanging(TimeShares time) {
        for (Taken taken : List.copyOf(hanging)) {
            giveBackAll(taken, time, null);
            hanging.remove(taken);
        }
    }

    private List<String> end(
            String plugin, @Nullable RunningPlugin running, Closeable files, TimeShares time, @Nullable Transit part) {
        List<String> problems = new CopyOnWriteArrayList<>(); // as a thread that is left behind may yet add to it
        forgetListeners(files);
        try (StopSteps steps = new StopSteps(plugin, time, problems, worker -> newThread(plugin, part, worker))) {
            EndStep next;
            while (running != null && (next = running.nextEndStep()) != null) {
                EndStep step = next;
                steps.run(step.hanging(), () -> step.run(problems::add));
            }
            if (files instanceof PluginLayer layer && JdbcDrivers.mayBeRegistered(layer)) {
                steps.run(
                        "does not let its JDBC drivers be deregistered", () -> JdbcDrivers.deregister(layer, problems::add));
            }
            steps.run("does not let go of its files", () -> closeFiles(plugin, files, problems));
        }
        forgetListeners(files); // again: of what was registered meanwhile; from now on the loader counts as closed
        return new ArrayList<>(problems);
    }

    private static void forgetListeners(Closeable files) {
        if (files instanceof PluginLayer layer) {
            Events.forgetEverywhere(layer.loader());
        }
    }

    private StopThread newThread(String plugin, @Nullable Transit part, Runnable work) {
        DaemonThreads threads = new DaemonThreads(
                PREFIX,
                contextLoader,
                (group, target, name) -> new StopThread(
                        this, part, group, target, PREFIX + count.incrementAndGet() + " [" + plugin + "]"));
        StopThread thread = (StopThread) threads.newThread(work);
        if (part instanceof Departure departure) {
            departure.runsOn(thread);
        }
        return thread;
    }

    private static void closeFiles(String plugin, Closeable files, List<String> problems) {
        try {
            files.close();
        } catch (Throwable thrown) { // also an error of a foreign file system: the other plugins have to be stopped
            String problem = "Files of plugin " + plugin + " failed to close: " + Thrown.text(thrown);
            problems.add(problem);
            Thrown.warn(problem, thrown);
        }
    }
}
