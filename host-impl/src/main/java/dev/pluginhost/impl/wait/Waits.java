package dev.pluginhost.impl.wait;

import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.state.Operation.Outcome;
import dev.pluginhost.impl.state.PluginTable.Found;
import dev.pluginhost.impl.threads.ImportThread;
import dev.pluginhost.impl.threads.ImportThreads;
import dev.pluginhost.impl.threads.StopThreads;
import dev.pluginhost.impl.threads.StopThreads.StopThread;
import dev.pluginhost.impl.threads.ThreadPool;
import dev.pluginhost.impl.wait.WaitGraph.Cycle;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for operations. An application thread waits if it may, and leaves its processor to one more import thread meanwhile. A thread that
 * runs an operation first enters the wait graph. An import thread then lends its place to one more thread, which first runs what is waited for.
 * So nested imports never run out of threads. If no thread can be started, it runs that itself.
 *
 * <p>Safe for use by any thread.
 */
public final class Waits {

    private final BlockingGuard guard;
    private final ImportThreads threads;
    private final StopThreads stops;
    private final BiConsumer<Import, ImportThread> runner;

    /** The runner runs an import on the current thread, unless another thread has claimed it. */
    public Waits(
            BlockingGuard guard, ImportThreads threads, StopThreads stops, BiConsumer<Import, ImportThread> runner) {
        this.guard = guard;
        this.threads = threads;
        this.stops = stops;
        this.runner = runner;
    }

    /** What came of a request, when its import is over, or the caller's timeout ends. */
    public Outcome await(Found found, Deadline deadline) {
        Import operation = found.underWay();
        if (operation == null || operation.isOver()) {
            return found.result();
        }
        begin(List.of(operation), "");
        try {
            makeWay(operation);
            if (!waitFor(operation, operation, deadline)) {
                throw Refusals.timedOut(operation.name(), operation, deadline, Caller.here());
            }
            return found.result();
        } finally {
            end();
        }
    }

    /** Refuses the wait for a plugin on a non-blocking thread. To be called before anything is begun. */
    public void beforeImport(String name) {
        guard(
                name,
                "importModule(\"" + name + "\"), which is not imported yet,",
                "use importModuleAsync there, or have it imported before");
    }

    /** An import thread may wait, as it lends its place. */
    private void guard(String module, String words, String instead) {
        if (threads.current() == null) {
            guard.beforeWait(module, words, instead);
        }
    }

    /** Begins the wait for a future, which {@link #end} ends; throws on a non-blocking thread, or if the wait would never end. */
    void enter(HostFuture.Awaited awaited) {
        guard(awaited.module, awaited.words, awaited.instead);
        if (awaited.wholeHost) {
            refuseWithinPlugin(awaited.words);
        }
        List<? extends Operation> operations = awaited.operations;
        begin(operations, awaited.batch);
        try {
            lendPlace(); // also where there is nothing to wait for: the future may need an import thread to come about
            for (Operation operation : operations) {
                if (operation instanceof Import nested) {
                    makeWay(nested);
                }
            }
        } catch (Throwable thrown) {
            end();
            throw thrown;
        }
    }

    /** Refuses the wait for something that the host does as a whole, on a non-blocking thread and within a plugin's start or stop. */
    public void beforeHostWait(String call, String instead) {
        beforeHostCall(call, instead);
        refuseWithinPlugin(call);
    }

    /** The same for a call that itself does, within a plugin's start or stop, what it would wait for. */
    public void beforeHostCall(String call, String instead) {
        if (!isWithinPlugin()) {
            guard.beforeWait("", call, instead);
        }
    }

    /** Refuses a call of a plugin of this host within its start or stop. Plugins of other hosts are not waited for here. */
    private void refuseWithinPlugin(String call) {
        Operation own = isWithinPlugin() ? own() : null;
        if (own != null) {
            throw Refusals.withinPlugin(call, own);
        }
    }

    /** Whether a start or stop of a plugin of this host runs on the current thread. */
    public boolean isWithinPlugin() {
        return threads.current() != null || stops.isCurrent();
    }

    /** The operation that the current thread runs, of any host; null if it runs none. */
    public static @Nullable Operation own() {
        return ImportThread.operationOf(Thread.currentThread());
    }

    private void begin(List<? extends Operation> operations, String batch) {
        Operation own = own();
        if (own == null) {
            ThreadPool.lendHere(1);
            threads.beginWait();
            return;
        }
        Cycle cycle = WaitGraph.OF_ALL_HOSTS.enter(own, operations, Caller.here());
        if (cycle != null) {
            throw Refusals.cycle(cycle, batch);
        }
        if (threads.current() == null) {
            lendPlace(); // of the import thread of another host, or of the one that waits for this stop
        }
        ThreadPool.lendHere(1);
    }

    /** Ends a wait, on the thread that has begun it. */
    void end() {
        Operation own = own();
        if (own == null) {
            threads.endWait();
        } else {
            WaitGraph.OF_ALL_HOSTS.exit(own);
        }
        ThreadPool.lendHere(-1);
    }

    /**
     * Lends the place of the import thread that the current thread is, or that waits for this thread to release a failed import. To be
     * called also where a start or stop only asks: it may wait for something that the host does not know of.
     */
    public static void lendPlace() {
        ImportThread thread = ImportThread.current();
        StopThread stopper = thread == null ? StopThreads.current() : null;
        if (stopper != null && stopper.operation() instanceof Import failing) {
            thread = failing.thread() instanceof ImportThread waiting ? waiting : null;
        }
        if (thread != null) {
            boolean unused = thread.owner().lend(thread);
        }
    }

    /** Has an import, and what it requires, run before all else if an import thread of this host waits for it. */
    private void makeWay(Import target) {
        ImportThread thread = threads.current();
        if (thread == null) {
            return;
        }
        List<Import> inOrder = target.runOrder();
        for (Import each : inOrder) {
            threads.raise(each, Urgency.NESTED);
        }
        if (!threads.lend(thread)) {
            runHere(inOrder, thread);
        }
    }

    /** Runs imports on the current thread, as no other thread can be started. */
    private void runHere(List<Import> inOrder, ImportThread thread) {
        for (Import each : inOrder) {
            if (Thread.currentThread().isInterrupted()) {
                throw Refusals.interrupted(each, null); // it would interrupt the plugin that this thread runs next
            }
            Operation before = each.before();
            boolean unused = before == null || waitFor(before, each, Deadline.none());
            runner.accept(each, thread);
            unused = waitFor(each, each, Deadline.none());
        }
    }

    /** Waits for an operation on behalf of a caller that waits for an import; false if the deadline passes first. */
    private static boolean waitFor(Operation operation, Import target, Deadline deadline) {
        try {
            return operation.await(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusals.interrupted(target, e);
        }
    }
}
