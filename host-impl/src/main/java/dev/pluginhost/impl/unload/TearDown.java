package dev.pluginhost.impl.unload;

import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.leaks.JdbcDrivers;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.lifecycle.RunningPlugin.EndStep;
import dev.pluginhost.impl.lifecycle.ThreadTrace;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Import.Acquisition;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.threads.StopThreads;
import dev.pluginhost.impl.threads.StopThreads.StopThread;
import dev.pluginhost.impl.threads.ThreadPool;
import dev.pluginhost.impl.unload.TimeBudget.BoundedWait;
import dev.pluginhost.modules.layer.PluginLayer;
import java.io.Closeable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one tear-down: of a plugin that is unloaded, of each plugin at close, and of an import that fails or times out. The plugin is stopped, if
 * its start has returned. What it has registered is closed, the last one first. Then its JDBC drivers are deregistered, its files are closed and
 * its listeners removed. Thread-safe.
 *
 * <p>Each step that may run foreign code has a daemon thread and a time of its own. One that hangs is interrupted and left behind on its
 * thread. If no thread can be started, the calling thread runs the step.
 */
public final class TearDown {

    private final StopThreads threads;

    /** Imports that have timed out, until what they have acquired is released. Added and removed by any thread. */
    private final Set<Import> hanging = ConcurrentHashMap.newKeySet();

    public TearDown(StopThreads threads) {
        this.threads = threads;
    }

    /** Ends an imported plugin, as a part of its unloading or at close. Returns what went wrong, in words; it has been logged. */
    public List<String> end(Imported imported, TimeBudget time, @Nullable Operation operation) {
        Path location = imported.candidate().location();
        return end(imported.name(), location, imported.running(), imported.layer(), time, operation);
    }

    /** Releases what an import has acquired, unless another thread does so. The last parameter is the import, if it waits for this. */
    public void release(Import operation, TimeBudget time, @Nullable Import waiting) {
        Acquisition acquired = operation.acquisition();
        Closeable files = acquired != null && acquired.release() ? acquired.files() : null;
        if (acquired != null && files != null) {
            List<String> unused = end(operation.name(), operation.location(), acquired.running(), files, time, waiting);
        }
        hanging.remove(operation);
    }

    /** Has a thread release what an import has acquired whose own thread hangs; throws if none can be started. Never waits. */
    public void releaseSoon(Import operation, Duration timeout) {
        hanging.add(operation);
        // False at close, which releases it.
        boolean unused = threads.execute(() -> release(operation, TimeBudget.each(timeout), null));
    }

    /** Releases at close what {@link #releaseSoon} has not released. */
    public void releaseHanging(TimeBudget time) {
        hanging.forEach(operation -> release(operation, time, null));
    }

    private List<String> end(
            String plugin,
            Path location,
            @Nullable RunningPlugin running,
            Closeable files,
            TimeBudget time,
            @Nullable Operation operation) {
        Ending ending = new Ending(threads, plugin, time, operation, new CopyOnWriteArrayList<>());
        PluginLayer layer = files instanceof PluginLayer defined ? defined : null;
        if (layer != null) {
            Events.forgetEverywhere(layer.loader());
        }
        if (running != null) {
            for (EndStep step = running.nextEndStep(); step != null; step = running.nextEndStep()) {
                EndStep code = step;
                ending.run(code.hanging(), () -> code.run(ending.problems::add));
            }
        }
        if (layer != null && JdbcDrivers.mayBeRegistered(layer)) {
            ending.run(
                    "does not let its JDBC drivers be deregistered",
                    () -> JdbcDrivers.deregister(layer, ending.problems::add));
        }
        if (location.getFileSystem() == FileSystems.getDefault()) {
            ending.close(files); // runs no foreign code
        } else {
            ending.run("does not release its files", () -> ending.close(files));
        }
        if (layer != null) {
            Events.forgetEverywhere(layer.loader()); // also those that were registered meanwhile
        }
        return List.copyOf(ending.problems);
    }

    /** The end of one plugin, for the thread that waits for it. A step that is left behind may still add to the problems. */
    private record Ending(
            StopThreads threads,
            String plugin,
            TimeBudget time,
            @Nullable Operation operation,
            List<String> problems) {

        /** Runs a step; if it hangs, says so with a clause that follows the plugin's name. */
        void run(String hanging, Runnable step) {
            // Not the end of the thread: to join a thread is to take its monitor, which a plugin may hold.
            CountDownLatch ended = new CountDownLatch(1);
            StopThread runner;
            try {
                runner = threads.newThread(plugin, operation, () -> {
                    try {
                        step.run();
                    } catch (Throwable thrown) { // the next steps must run
                        Thrown.warnSoon("Plugin " + plugin + " could not be ended: " + Thrown.text(thrown), thrown);
                    } finally {
                        ended.countDown();
                    }
                });
                runsOn(runner);
                runner.start();
            } catch (Throwable thrown) { // for example, no thread can be started
                Thrown.warnSoon(
                        "No thread can be started to stop plugin " + plugin + ": " + Thrown.text(thrown)
                                + "; it is stopped by the thread that waits for it, without a timeout",
                        thrown);
                runsOn(Thread.currentThread());
                Thrown.run("end plugin " + plugin, step);
                return;
            }
            BoundedWait end = share -> ended.await(share.toNanos(), TimeUnit.NANOSECONDS);
            if (!time.awaitStep(end)) {
                ThreadTrace where = new ThreadTrace(runner);
                if (ended.getCount() > 0) { // it has not ended in this moment
                    ThreadPool.interrupt(runner);
                    boolean returned = time.await(end);
                    problems.add(where.report("Plugin " + plugin + " " + hanging, plugin, runner, returned));
                }
            }
            runsOn(Thread.currentThread()); // which closes the files, or begins the next step
        }

        /** Notes which thread runs the end now, for those that wait for it. */
        private void runsOn(Thread thread) {
            if (operation instanceof Unload unload) {
                unload.runOn(thread);
            }
        }

        void close(Closeable files) {
            try {
                files.close();
            } catch (Throwable thrown) { // also an error of a foreign file system
                String problem = "Files of plugin " + plugin + " failed to close: " + Thrown.text(thrown);
                problems.add(problem);
                Thrown.warn(problem, thrown);
            }
        }
    }
}
