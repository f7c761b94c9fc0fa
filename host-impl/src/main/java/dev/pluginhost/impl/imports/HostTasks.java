package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the host does as a whole, such as reading the sources: one task after another, on a daemon thread of its own, so that
 * no plugin that hangs holds it up. A step that takes longer than an import may is given up: its thread is set aside and
 * interrupted, and a fresh one does the rest, or the task fails. So each task ends. Safe for use by any thread.
 */
final class HostTasks {

    /** So many threads are set aside at a time; beyond that tasks fail at once, until one of these threads comes back. */
    static final int MOST_SET_ASIDE = 8;

    /** Known by its identity. */
    private static final class Task<T> {
        final String what;
        final HostWork<T> work;
        final CompletableFuture<T> future;

        Task(String what, HostWork<T> work, CompletableFuture<T> future) {
            this.what = what;
            this.work = work;
            this.future = future;
        }
    }

    /** One thread at a task. */
    private static final class Turn {
        final Thread thread = Thread.currentThread();
        final long began = System.nanoTime();

        /** Whether the thread has come back in time, or was set aside; guarded by the lock. */
        boolean over;

        /** Guarded by the lock. */
        Watchdog.Watch watch = () -> {};
    }

    private static final Duration IDLE = Duration.ofSeconds(5);

    private final Settings settings;
    private final Slots slots;
    private final Callbacks callbacks;
    private final Overdue overdue;
    private final Watchdog watchdog;
    private final ElasticPool pool;
    private final ReentrantLock lock = new ReentrantLock();

    /** How many threads are set aside; guarded by the lock. */
    private int setAside;

    /** What has not been done; the thread that takes a task out completes it. */
    private final Set<Task<?>> pending = ConcurrentHashMap.newKeySet();

    HostTasks(
            Settings settings,
            Slots slots,
            Callbacks callbacks,
            Overdue overdue,
            Watchdog watchdog,
            String threads,
            ClassLoader contextLoader) {
        this.settings = settings;
        this.slots = slots;
        this.callbacks = callbacks;
        this.overdue = overdue;
        this.watchdog = watchdog;
        this.pool = new ElasticPool(1, IDLE, DaemonThreads.plain(threads, contextLoader));
    }

    /** Has something done, and the future completed with the result. */
    <T> void begin(String what, HostWork<T> work, CompletableFuture<T> future) {
        Task<T> task = new Task<>(what, work, future);
        pending.add(task);
        submit(task);
    }

    private <T> void submit(Task<T> task) {
        if (isExhausted()) {
            finish(task, () -> task.future.completeExceptionally(exhausted(task)));
            return;
        }
        try {
            pool.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            endWithHost(task); // shut down, by a close() that may have been through before the task was there
        } catch (OutOfMemoryError e) {
            finish(
                    task,
                    () -> task.future.completeExceptionally(
                            Failure.noThread("", task.what, e).exception()));
        } catch (Throwable thrown) { // whatever it is, those who wait must hear of it
            finish(task, () -> task.future.completeExceptionally(thrown));
        }
    }

    private <T> void run(Task<T> task) {
        Watchdog.Watch slow = () -> {};
        Turn turn = new Turn();
        try {
            slow = overdue.watch(task.what, turn.thread);
            watch(task, turn, settings.deadline());
            T result = task.work.run();
            if (end(turn)) {
                finish(task, () -> task.future.complete(result));
            }
        } catch (Throwable thrown) { // whatever it is, those who wait must hear of it
            if (!end(turn)) {
                return; // what a thread finds that was set aside is thrown away
            }
            if (slots.isClosed()) {
                endWithHost(task); // close interrupts what it ends, and that is what was thrown
            } else {
                finish(task, () -> task.future.completeExceptionally(thrown));
            }
        } finally {
            slow.cancel();
        }
    }

    private void watch(Task<?> task, Turn turn, Duration left) {
        lock.lock();
        try {
            if (!turn.over) {
                turn.watch = watchdog.after(left, () -> expire(task, turn));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a thread has come back in time. */
    private boolean end(Turn turn) {
        lock.lock();
        try {
            turn.watch.cancel();
            if (!turn.over) {
                turn.over = true;
                return true;
            }
            setAside--;
            pool.resize(1 + setAside);
        } finally {
            lock.unlock();
        }
        Thread.interrupted(); // it was interrupted to end what is over now
        return false;
    }

    /** Called by the watchdog's thread. */
    private <T> void expire(Task<T> task, Turn turn) {
        HostWork.Step step = task.work.step();
        long began = step == null ? turn.began : step.began();
        Duration left = settings.deadline().minusNanos(System.nanoTime() - began);
        if (!left.isNegative() && !left.isZero()) {
            watch(task, turn, left); // it has been at something else before
            return;
        }
        StuckThread where = new StuckThread(turn.thread);
        String progress = task.work.progress();
        HostWork.GivenUp givenUp;
        lock.lock();
        try {
            if (turn.over) {
                return;
            }
            givenUp = task.work.giveUp(step, where.at("") + " on " + turn.thread.getName());
            if (givenUp != HostWork.GivenUp.MOVED_ON) {
                turn.over = true;
                setAside++;
                pool.resize(1 + setAside);
            }
        } finally {
            lock.unlock();
        }
        switch (givenUp) {
            case MOVED_ON -> watch(task, turn, settings.deadline());
            case GOES_ON -> submit(task);
            case FAILS -> finish(task, () -> task.future.completeExceptionally(tookTooLong(task, progress, where)));
        }
        if (givenUp != HostWork.GivenUp.MOVED_ON) {
            ElasticPool.interrupt(turn.thread);
        }
    }

    private ImportTimeoutException tookTooLong(Task<?> task, String progress, StuckThread where) {
        return new ImportTimeoutException(
                task.what + " took longer than " + Deadline.words(settings.deadline()) + progress + "; it is at "
                        + where.at("") + "; see whether the file system answers, or raise importTimeout",
                Origin.of(""),
                where);
    }

    private boolean isExhausted() {
        lock.lock();
        try {
            return setAside >= MOST_SET_ASIDE; // more if what was queued before hangs as well
        } finally {
            lock.unlock();
        }
    }

    private static ImportTimeoutException exhausted(Task<?> task) {
        return new ImportTimeoutException(
                task.what + " cannot begin: " + MOST_SET_ASIDE
                        + " threads are stuck in readings that took too long; see whether the file systems of the sources"
                        + " answer",
                Origin.of(""),
                null);
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
