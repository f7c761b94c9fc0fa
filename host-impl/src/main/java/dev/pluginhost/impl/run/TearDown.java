package dev.pluginhost.impl.run;

import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.leaks.JdbcDrivers;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.lifecycle.RunningPlugin.EndStep;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.Import.Acquisition;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.threads.StopThreads;
import dev.pluginhost.impl.threads.StopThreads.StopThread;
import dev.pluginhost.impl.threads.ThreadPool;
import dev.pluginhost.impl.threads.ThreadTrace;
import java.io.Closeable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one tear-down: of a plugin that is unloaded, of each plugin at close, and of an import that fails or times out. The plugin is stopped,
 * if its start has returned; what it has registered is closed, the last one first; its JDBC drivers are deregistered; its files are closed;
 * its listeners are removed.
 *
 * <p>The steps run on a daemon thread, each with a time of its own. A step that hangs is interrupted and left behind on its thread, and a
 * new thread goes on with the next step. If no thread can be started, the calling thread runs the steps. Safe for use by any thread.
 */
final class TearDown {

    /**
     * One step of the end of a plugin.
     *
     * @param hanging what to say of it if it does not return, as a clause that follows the plugin's name
     * @param code the code of the plugin that it runs, if any
     */
    private record Step(String hanging, @Nullable EndStep code) {}

    private static final Step DEREGISTER_DRIVERS = new Step("does not let its JDBC drivers be deregistered", null);
    private static final Step CLOSE_FILES = new Step("does not release its files", null);

    private final StopThreads threads;

    /** What imports have acquired whose threads hang, until it is released. Added and removed by any thread. */
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
        return new Ending(
                        imported.name(),
                        imported.candidate().location(),
                        imported.running(),
                        imported.layer(),
                        time,
                        operation)
                .run();
    }

    /**
     * Releases what an import has acquired that has failed, or that was ended while its thread hangs. Nothing happens if another thread does
     * so.
     *
     * @param partOfImport whether the import waits for it; it does not if it was ended before
     */
    void release(Import operation, Acquisition acquired, TimeBudget time, boolean partOfImport) {
        if (acquired.release()) {
            releaseAll(operation, acquired, time, partOfImport ? operation : null);
        }
    }

    private void releaseAll(Import operation, Acquisition acquired, TimeBudget time, @Nullable Operation part) {
        Closeable files = acquired.files();
        if (files != null) {
            List<String> unused =
                    new Ending(operation.name(), operation.location(), acquired.running(), files, time, part).run();
        }
    }

    /**
     * Has a thread release what an import has acquired whose own thread hangs, and which the caller has
     * {@linkplain Acquisition#release claimed}. Never waits.
     *
     * @return false if no thread can be started, so that the caller has to try again; at close it is released in any case
     */
    boolean releaseSoon(Import operation, Acquisition acquired, Duration timeout) {
        hanging.put(acquired, operation);
        try {
            threads.execute(() -> {
                if (hanging.remove(acquired) != null) {
                    releaseAll(operation, acquired, TimeBudget.each(timeout), null);
                }
            });
        } catch (RejectedExecutionException e) {
            return true; // close releases it
        } catch (OutOfMemoryError e) {
            return false;
        }
        return true;
    }

    /** Releases at close what {@link #releaseSoon} has not released. */
    void releaseHanging(TimeBudget time) {
        for (Acquisition acquired : List.copyOf(hanging.keySet())) {
            Import operation = hanging.remove(acquired);
            if (operation != null) {
                releaseAll(operation, acquired, time, null);
            }
        }
    }

    /** The end of one plugin. Used by the thread that waits for it; its steps are taken by the threads that run them. */
    private final class Ending {

        private final String plugin;
        private final Path location;
        private final @Nullable RunningPlugin running;
        private final Closeable files;
        private final TimeBudget time;
        private final @Nullable Operation operation;

        /** Thread-safe, as a step that is left behind may still add to it. */
        private final List<String> problems = new CopyOnWriteArrayList<>();

        /** The steps that do not belong to the running plugin. Guarded by the monitor of this object. */
        private final Deque<Step> last = new ArrayDeque<>();

        Ending(
                String plugin,
                Path location,
                @Nullable RunningPlugin running,
                Closeable files,
                TimeBudget time,
                @Nullable Operation operation) {
            this.plugin = plugin;
            this.location = location;
            this.running = running;
            this.files = files;
            this.time = time;
            this.operation = operation;
        }

        List<String> run() {
            removeListeners();
            if (files instanceof PluginLayer layer && JdbcDrivers.mayBeRegistered(layer)) {
                last.add(DEREGISTER_DRIVERS);
            }
            last.add(CLOSE_FILES);
            Step first = nextStep();
            if (first != null && last.isEmpty() && location.getFileSystem() == FileSystems.getDefault()) {
                run(first); // closing files is all that is to be done, and runs no foreign code
            } else if (first != null) {
                Worker worker = new Worker(first);
                while (worker != null) {
                    worker = runOn(worker);
                }
            }
            removeListeners(); // also those that were registered meanwhile; from now on the loader counts as closed
            return new ArrayList<>(problems);
        }

        private void removeListeners() {
            if (files instanceof PluginLayer layer) {
                Events.forgetEverywhere(layer.loader());
            }
        }

        /** Each step is given out once; null if nothing is left. */
        private synchronized @Nullable Step nextStep() {
            EndStep code = running == null ? null : running.nextEndStep();
            return code != null ? new Step(code.hanging(), code) : last.poll();
        }

        /** Runs a step. What it throws is logged, as the next steps must run. */
        private void run(Step step) {
            try {
                if (step.code != null) {
                    step.code.run(problems::add);
                } else if (step.equals(CLOSE_FILES)) {
                    closeFiles();
                } else if (files instanceof PluginLayer layer) {
                    JdbcDrivers.deregister(layer, problems::add);
                }
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

        /** Has a worker run the steps; the worker that goes on if this one hangs, or null when all is done. */
        private @Nullable Worker runOn(Worker worker) {
            StopThread thread;
            try {
                thread = threads.newThread(plugin, operation, worker);
                if (operation instanceof Unload unload) {
                    unload.runOn(thread);
                }
                thread.start();
            } catch (Throwable thrown) { // for example, no thread can be started
                Thrown.warnSoon(
                        "No thread can be started to stop plugin " + plugin + ": " + Thrown.text(thrown)
                                + "; it is stopped by the thread that waits for it, without a timeout",
                        thrown);
                worker.run();
                return null;
            }
            Step hung = null;
            while (hung == null) {
                if (!time.awaitStep(worker::awaitStep)) {
                    hung = worker.leaveBehind();
                } else if (worker.isDone()) {
                    return null;
                }
            }
            ThreadTrace where = new ThreadTrace(thread);
            ThreadPool.interrupt(thread);
            boolean returned = time.await(worker::awaitStep);
            problems.add(ThreadTrace.report("Plugin " + plugin + " " + hung.hanging, plugin, thread, where, returned));
            Step next = nextStep();
            return next == null ? null : new Worker(next);
        }

        /**
         * Runs steps until none is left, or until it is left behind. No thread waits for the end of its thread: to join a thread is to take
         * its monitor, which a plugin may hold.
         */
        private final class Worker implements Runnable {

            private final Semaphore ended = new Semaphore(0);

            /** The step under way; null when all are done. Guarded by the monitor of the end, as is the next. */
            private @Nullable Step step;

            private final Step first;

            private boolean leftBehind;

            Worker(Step first) {
                this.first = first;
                this.step = first;
            }

            @Override
            public void run() {
                for (Step now = first; now != null; now = advance()) {
                    Ending.this.run(now);
                }
            }

            private @Nullable Step advance() {
                synchronized (Ending.this) {
                    if (leftBehind) {
                        step = null;
                    } else {
                        boolean unused = Thread.interrupted(); // it was meant for the step that has ended
                        step = nextStep();
                    }
                    ended.release();
                    return step;
                }
            }

            boolean awaitStep(Duration share) throws InterruptedException {
                return ended.tryAcquire(share.toNanos(), TimeUnit.NANOSECONDS);
            }

            boolean isDone() {
                synchronized (Ending.this) {
                    return step == null;
                }
            }

            /** Makes the step under way the last one of this worker; null, and nothing changes, if it has ended in this moment. */
            @Nullable
            Step leaveBehind() {
                synchronized (Ending.this) {
                    leftBehind = ended.availablePermits() == 0;
                    return leftBehind ? step : null;
                }
            }
        }
    }
}
