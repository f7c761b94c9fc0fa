package dev.pluginhost.impl.imports;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What import threads do beside imports, such as reading the sources. Each task has an end, with the host at the latest.
 * Safe for use by any thread.
 */
final class HostTasks {

    /** Known by its identity. */
    private static final class Task<T> {
        final CompletableFuture<T> future;

        Task(CompletableFuture<T> future) {
            this.future = future;
        }
    }

    private final Slots slots;
    private final ImportThreads threads;
    private final Callbacks callbacks;

    /** What has not been done; whoever takes a task out completes it. */
    private final Set<Task<?>> pending = ConcurrentHashMap.newKeySet();

    HostTasks(Slots slots, ImportThreads threads, Callbacks callbacks) {
        this.slots = slots;
        this.threads = threads;
        this.callbacks = callbacks;
    }

    /** Has something done, ahead of background imports, and the future completed with the result. */
    <T> void begin(Supplier<T> work, CompletableFuture<T> future) {
        Task<T> task = new Task<>(future);
        pending.add(task);
        ImportThreads.Job job = new ImportThreads.Job(() -> {
            try {
                T result = work.get();
                finish(task, () -> future.complete(result));
            } catch (Throwable thrown) { // whatever it is, those who wait must hear of it
                if (slots.isClosed()) {
                    endWithHost(task); // close interrupts what it ends, and that is what was thrown
                } else {
                    finish(task, () -> future.completeExceptionally(thrown));
                }
            }
        });
        try {
            // Added before this look: either close sees the task, or we see here that nobody will do it.
            if (slots.isClosed() || !threads.enqueue(job, true)) {
                endWithHost(task);
            }
        } catch (Throwable thrown) { // such as no memory for one more thread
            finish(task, () -> future.completeExceptionally(thrown));
        }
    }

    /** Ends all that have not been done, as the host is closed. */
    void close() {
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
