package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * What the host does as a whole, such as reading the sources: one task after another, on a daemon thread of its own, so that
 * no plugin that hangs holds it up. Each task has an end, with the host at the latest; one that takes long is warned of. Safe
 * for use by any thread.
 */
final class HostTasks {

    /** Known by its identity. */
    private static final class Task<T> {
        final CompletableFuture<T> future;

        Task(CompletableFuture<T> future) {
            this.future = future;
        }
    }

    private static final int IDLE_SECONDS = 5;

    private final Slots slots;
    private final Callbacks callbacks;
    private final Overdue overdue;
    private final ElasticPool pool;

    /** What has not been done; whoever takes a task out completes it. */
    private final Set<Task<?>> pending = ConcurrentHashMap.newKeySet();

    HostTasks(Slots slots, Callbacks callbacks, Overdue overdue, ClassLoader contextLoader) {
        this.slots = slots;
        this.callbacks = callbacks;
        this.overdue = overdue;
        this.pool = new ElasticPool(1, IDLE_SECONDS, DaemonThreads.plain("pluginhost-source-", contextLoader));
    }

    /** Has something done, and the future completed with the result. */
    <T> void begin(String what, Supplier<T> work, CompletableFuture<T> future) {
        Task<T> task = new Task<>(future);
        pending.add(task);
        try {
            pool.execute(() -> run(what, work, task));
        } catch (RejectedExecutionException e) {
            endWithHost(task); // shut down, by whom close() may have been through before the task was there
        } catch (Throwable thrown) { // such as no memory for one more thread
            finish(task, () -> future.completeExceptionally(thrown));
        }
    }

    private <T> void run(String what, Supplier<T> work, Task<T> task) {
        Watchdog.Watch watch = () -> {};
        try {
            watch = overdue.watch(what, Thread.currentThread());
            T result = work.get();
            finish(task, () -> task.future.complete(result));
        } catch (Throwable thrown) { // whatever it is, those who wait must hear of it
            if (slots.isClosed()) {
                endWithHost(task); // close interrupts what it ends, and that is what was thrown
            } else {
                finish(task, () -> task.future.completeExceptionally(thrown));
            }
        } finally {
            watch.cancel();
        }
    }

    /** Ends all that have not been done, as the host is closed. */
    void close() {
        pool.stop();
        pending.forEach(this::endWithHost);
    }

    private void endWithHost(Task<?> task) {
        finish(task, () -> task.future.completeExceptionally(Failure.closed("").exception()));
    }

    private void finish(Task<?> task, Runnable completion) {
        if (pending.remove(task)) {
            callbacks.deliver(completion);
        }
    }
}
