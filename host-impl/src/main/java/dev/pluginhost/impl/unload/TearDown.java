package dev.pluginhost.impl.unload;

import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.leaks.JdbcDrivers;
import dev.pluginhost.impl.lifecycle.RunningPlugin;
import dev.pluginhost.impl.lifecycle.RunningPlugin.EndStep;
import dev.pluginhost.impl.lifecycle.ThreadTrace;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Import.Acquisition;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.threads.StopThreads;
import dev.pluginhost.impl.threads.StopThreads.StopThread;
import dev.pluginhost.impl.threads.ThreadPool;
import java.io.Closeable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
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
 * its listeners are removed. Thread-safe.
 *
 * <p>The steps that may run foreign code run on a daemon thread, each with a time of its own. A step that hangs is interrupted and left
 * behind on its thread, and a new thread goes on with the next step. If no thread can be started, the calling thread runs the steps.
 */
public final class TearDown {

    private final StopThreads threads;

    /** What imports have acquired that have timed out, until it is released. Added and removed by any thread. */
    private final Map<Acquisition, Import> hanging = new ConcurrentHashMap<>();

    public TearDown(StopThreads threads) {
        this.threads = threads;
    }

    /** Ends an imported plugin, as a part of its unloading or at close. Returns what went wrong, in words; it has been logged. */
    public List<String> end(Imported imported, TimeBudget time, @Nullable Operation operation) {
        Path location = imported.candidate().location();
        return end(imported.name(), location, imported.running(), imported.layer(), time, operation);
    }

    /** Releases what an import has acquired, unless another thread does so. The last parameter is the import, if it waits for this. */
    public void release(Import operation, Acquisition acquired, TimeBudget time, @Nullable Import waiting) {
        Closeable files = acquired.release() ? acquired.files() : null;
        if (files != null) {
            List<String> unused = end(operation.name(), operation.location(), acquired.running(), files, time, waiting);
        }
        hanging.remove(acquired);
    }

    /** Has a thread release what an import has acquired whose own thread hangs; throws if none can be started. Never waits. */
    public void releaseSoon(Import operation, Acquisition acquired, Duration timeout) {
        hanging.put(acquired, operation);
        try {
            threads.execute(() -> release(operation, acquired, TimeBudget.each(timeout), null));
        } catch (RejectedExecutionException e) {
            return; // close releases it
        }
    }

    /** Releases at close what {@link #releaseSoon} has not released. */
    public void releaseHanging(TimeBudget time) {
        hanging.forEach((acquired, operation) -> release(operation, acquired, time, null));
    }

    private List<String> end(
            String plugin,
            Path location,
            @Nullable RunningPlugin running,
            Closeable files,
            TimeBudget time,
            @Nullable Operation operation) {
        List<String> problems = new CopyOnWriteArrayList<>(); // as a step that is left behind may still add to it
        return new Ending(threads, plugin, running, files, time, operation, problems, new ArrayDeque<>()).run(location);
    }

    /** A step, and what to say of it if it does not return, as a clause that follows the plugin's name. */
    private record Step(String hanging, Runnable work) {}

    /**
     * The end of one plugin. Used by the thread that waits for it; its steps are taken by the threads that run them.
     *
     * @param last the steps that do not belong to the running plugin; guarded by the monitor of this object
     */
    private record Ending(
            StopThreads threads,
            String plugin,
            @Nullable RunningPlugin running,
            Closeable files,
            TimeBudget time,
            @Nullable Operation operation,
            List<String> problems,
            Deque<Step> last) {

        List<String> run(Path location) {
            PluginLayer layer = files instanceof PluginLayer defined ? defined : null;
            if (layer != null) {
                Events.forgetEverywhere(layer.loader());
            }
            if (layer != null && JdbcDrivers.mayBeRegistered(layer)) {
                last.add(new Step(
                        "does not let its JDBC drivers be deregistered",
                        () -> JdbcDrivers.deregister(layer, problems::add)));
            }
            boolean isDefault = location.getFileSystem() == FileSystems.getDefault();
            if (!isDefault) {
                last.add(new Step("does not release its files", this::closeFiles));
            }
            Step next = nextStep();
            while (next != null) {
                next = runFrom(next);
            }
            if (isDefault) {
                closeFiles(); // runs no foreign code
            }
            if (layer != null) {
                Events.forgetEverywhere(layer.loader()); // also those that were registered meanwhile
            }
            return List.copyOf(problems);
        }

        /** Each step is given out once; null if nothing is left. */
        private synchronized @Nullable Step nextStep() {
            EndStep code = running == null ? null : running.nextEndStep();
            return code == null ? last.poll() : new Step(code.hanging(), () -> code.run(problems::add));
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

        /** Has a thread run this step and the next ones; the step with which another one goes on if one hangs, or null when all is done. */
        private @Nullable Step runFrom(Step first) {
            Worker worker = new Worker(first);
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
            problems.add(where.report("Plugin " + plugin + " " + hung.hanging, plugin, thread, returned));
            return nextStep();
        }

        /**
         * Runs steps until none is left, or until it is left behind. No thread waits for the end of its thread: to join a thread is to take
         * its monitor, which a plugin may hold.
         */
        private final class Worker implements Runnable {

            private final Semaphore ended = new Semaphore(0);

            /** The step under way; null when all are done. Guarded by the monitor of the end, as is the next. */
            private @Nullable Step step;

            private boolean leftBehind;

            Worker(Step first) {
                this.step = first;
            }

            @Override
            public void run() {
                for (Step now = step; now != null; now = advance()) {
                    try {
                        now.work.run();
                    } catch (Throwable thrown) { // the next steps must run
                        ThrownCopy copy = Thrown.copy(thrown);
                        Thrown.warnSoon("The plugin host could not end plugin " + plugin + ": " + copy, copy);
                    }
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
