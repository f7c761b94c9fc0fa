package dev.pluginhost.impl.run;

import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.leaks.JdbcDrivers;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.lifecycle.RunningPlugin.EndStep;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.run.TimeBudget.BoundedWait;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Import.Acquisition;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.threads.StopThreads;
import dev.pluginhost.impl.threads.ThreadPool;
import dev.pluginhost.impl.threads.ThreadTrace;
import java.io.Closeable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one tear-down: of a plugin that is unloaded, of each plugin at close, and of an import that fails or times out. The plugin is stopped,
 * if its start has returned; what it has registered is closed, the last one first; its JDBC drivers are deregistered; its files are closed;
 * its listeners are removed. Thread-safe.
 *
 * <p>Each step that may run foreign code has a daemon thread and a time of its own. A step that hangs is interrupted and left behind on its
 * thread. If no thread can be started, the calling thread runs the step.
 */
final class TearDown {

    private final StopThreads threads;

    /** What imports have acquired that have timed out, until it is released. Added and removed by any thread. */
    private final Map<Acquisition, Import> hanging = new ConcurrentHashMap<>();

    TearDown(StopThreads threads) {
        this.threads = threads;
    }

    /**
     * Ends an imported plugin.
     *
     * @param operation the unloading that this is part of; null at close
     * @return what went wrong, in words; it has been logged
     */
    List<String> end(Imported imported, TimeBudget time, @Nullable Operation operation) {
        Path location = imported.candidate().location();
        return run(imported.name(), location, imported.running(), imported.layer(), time, operation);
    }

    /**
     * Releases what an import has acquired that has failed, or that was ended while its thread hangs. Nothing happens if another thread does
     * so.
     *
     * @param waiting the import, if it waits for this; null if it was ended before
     */
    void release(Import operation, Acquisition acquired, TimeBudget time, @Nullable Import waiting) {
        Closeable files = acquired.release() ? acquired.files() : null;
        if (files != null) {
            List<String> unused =
                    run(operation.name(), operation.location(), acquired.running(), files, time, waiting);
        }
        hanging.remove(acquired);
    }

    /** Has a thread release what an import has acquired whose own thread hangs; throws if none can be started. Never waits. */
    void releaseSoon(Import operation, Acquisition acquired, Duration timeout) {
        hanging.put(acquired, operation);
        try {
            threads.execute(() -> release(operation, acquired, TimeBudget.each(timeout), null));
        } catch (RejectedExecutionException e) {
            return; // close releases it
        }
    }

    /** Releases at close what {@link #releaseSoon} has not released. */
    void releaseHanging(TimeBudget time) {
        hanging.forEach((acquired, operation) -> release(operation, acquired, time, null));
    }

    private List<String> run(
            String plugin,
            Path location,
            @Nullable RunningPlugin running,
            Closeable files,
            TimeBudget time,
            @Nullable Operation operation) {
        List<String> problems = new CopyOnWriteArrayList<>();
        new Ending(threads, plugin, location, running, files, time, operation, problems).run();
        return List.copyOf(problems);
    }

    /** The end of one plugin. The problems are thread-safe, as a step that is left behind may still add to them. */
    private record Ending(
            StopThreads threads,
            String plugin,
            Path location,
            @Nullable RunningPlugin running,
            Closeable files,
            TimeBudget time,
            @Nullable Operation operation,
            List<String> problems) {

        void run() {
            PluginLayer layer = files instanceof PluginLayer defined ? defined : null;
            if (layer != null) {
                Events.forgetEverywhere(layer.loader());
            }
            for (EndStep step = nextStep(); step != null; step = nextStep()) {
                EndStep next = step;
                run(step.hanging(), () -> next.run(problems::add));
            }
            if (layer != null && JdbcDrivers.mayBeRegistered(layer)) {
                run(
                        "does not let its JDBC drivers be deregistered",
                        () -> JdbcDrivers.deregister(layer, problems::add));
            }
            if (location.getFileSystem() == FileSystems.getDefault()) {
                closeFiles(); // runs no foreign code
            } else {
                run("does not release its files", this::closeFiles);
            }
            if (layer != null) {
                Events.forgetEverywhere(layer.loader()); // also those that were registered meanwhile
            }
        }

        /** Each step is given out once, also if another thread ends the plugin at the same time. */
        private @Nullable EndStep nextStep() {
            return running == null ? null : running.nextEndStep();
        }

        /** Runs a step on a thread of its own, which nothing waits for: to join a thread is to take its monitor, which a plugin may hold. */
        private void run(String hanging, Runnable step) {
            CountDownLatch ended = new CountDownLatch(1);
            StopThreads.StopThread thread;
            try {
                thread = threads.newThread(plugin, operation, () -> {
                    run(step);
                    ended.countDown();
                });
                if (operation instanceof Unload unload) {
                    unload.runOn(thread);
                }
                thread.start();
            } catch (Throwable thrown) { // for example, no thread can be started
                Thrown.warnSoon(
                        "No thread can be started to stop plugin " + plugin + ": " + Thrown.text(thrown)
                                + "; it is stopped by the thread that waits for it, without a timeout",
                        thrown);
                run(step);
                return;
            }
            BoundedWait end = share -> ended.await(share.toNanos(), TimeUnit.NANOSECONDS);
            if (!time.awaitStep(end)) {
                ThreadTrace where = new ThreadTrace(thread);
                ThreadPool.interrupt(thread);
                boolean returned = time.await(end);
                problems.add(ThreadTrace.report("Plugin " + plugin + " " + hanging, plugin, thread, where, returned));
            }
        }

        /** What a step throws is logged, as the next steps must run. */
        private void run(Runnable step) {
            try {
                step.run();
            } catch (Throwable thrown) {
                Thrown.warnSoon("The plugin host could not end plugin " + plugin + ": " + Thrown.text(thrown), thrown);
            }
        }

        private void closeFiles() {
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
