package dev.pluginhost.impl.threads;

import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.threads.HostWork.GivenUp;
import dev.pluginhost.impl.threads.Watchdog.Watch;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Does the work of the host as a whole, such as reading the sources, one task after another. A step that takes longer than the import
 * timeout is given up: its thread is set aside and interrupted, and a fresh thread does the rest, or the task fails. So each task ends.
 * Thread-safe.
 */
public final class HostTasks extends ThreadPool<HostTasks.Task<?>> {

    /** With so many threads set aside, tasks fail immediately until one of these threads returns. */
    private static final int MOST_SET_ASIDE = 8;

    record Task<T>(String what, HostWork<T> work, CompletableFuture<T> future) {}

    /** One thread at one task; the fields that are not final are guarded by the lock. */
    private static final class Turn {
        final Thread thread = Thread.currentThread();
        final long began = System.nanoTime();

        /** Whether the thread has returned in time, or was set aside. */
        boolean over;

        @Nullable
        Watch timeout;
    }

    private final Settings settings;
    private final CallbackThreads callbacks;
    private final Watchdog watchdog;

    /** The tasks whose future has no result. The thread that takes a task out completes its future. */
    private final Set<Task<?>> pending = ConcurrentHashMap.newKeySet();

    public HostTasks(Settings settings, CallbackThreads callbacks, Watchdog watchdog, String prefix) {
        super(prefix, 1, settings.applicationLoader());
        this.settings = settings;
        this.callbacks = callbacks;
        this.watchdog = watchdog;
    }

    /** Has work done, and the future completed with its result. */
    public <T> void begin(String what, HostWork<T> work, CompletableFuture<T> future) {
        Task<T> task = new Task<>(what, work, future);
        pending.add(task);
        enqueue(task);
    }

    private void enqueue(Task<?> task) {
        try {
            if (setAside.get() >= MOST_SET_ASIDE) { // more if what was queued before hangs too
                fail(
                        task,
                        timeout(
                                task.what + " cannot begin: " + MOST_SET_ASIDE
                                        + " threads are stuck in readings that took too long; see whether the file systems of the"
                                        + " sources answer",
                                null));
            } else if (!submit(task)) {
                fail(task, closed());
            }
        } catch (OutOfMemoryError e) {
            fail(task, FailedImport.noThread("", task.what, e).exception());
        }
    }

    @Override
    void run(Task<?> task) {
        runOnce(task);
    }

    private <T> void runOnce(Task<T> task) {
        Turn turn = new Turn();
        Watch slow = () -> {};
        Runnable completion;
        try {
            slow = watchdog.after(settings.slowImportWarning(), () -> warnSlow(task, turn.thread));
            watch(task, turn, settings.importTimeout());
            T result = task.work.run();
            completion = () -> task.future.complete(result);
        } catch (Throwable thrown) {
            Throwable why = isShutDown() ? closed() : thrown; // close interrupts what it ends
            completion = () -> task.future.completeExceptionally(why);
        }
        slow.cancel();
        if (endInTime(turn)) {
            finish(task, completion);
        }
    }

    private void warnSlow(Task<?> task, Thread thread) {
        ThreadTrace trace = new ThreadTrace(thread);
        Thrown.warnSoon(
                task.what + " has been running for " + Deadline.words(settings.slowImportWarning()) + "; it is at "
                        + trace.at("") + " on " + thread.getName(),
                trace);
    }

    private void watch(Task<?> task, Turn turn, Duration left) {
        Watch timeout = watchdog.after(left, () -> expire(task, turn));
        lock.lock();
        try {
            turn.timeout = timeout;
            if (turn.over) {
                timeout.cancel();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean endInTime(Turn turn) {
        lock.lock();
        try {
            if (turn.over) {
                setAside.decrementAndGet();
                limit--;
                return false;
            }
            turn.over = true;
            if (turn.timeout != null) {
                turn.timeout.cancel();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Runs on the watchdog's thread. */
    private void expire(Task<?> task, Turn turn) {
        HostWork.Step step = task.work.step();
        long began = step == null ? turn.began : step.began();
        Duration left = settings.importTimeout().minusNanos(System.nanoTime() - began);
        if (!left.isNegative() && !left.isZero()) {
            watch(task, turn, left); // an earlier step has ended
            return;
        }
        ThreadTrace trace = new ThreadTrace(turn.thread);
        String progress = task.work.progress();
        GivenUp givenUp;
        lock.lock();
        try {
            if (turn.over) {
                return;
            }
            givenUp = task.work.giveUp(step, trace.at("") + " on " + turn.thread.getName());
            if (givenUp != GivenUp.MOVED_ON) {
                turn.over = true;
                setAside.incrementAndGet();
                limit++;
            }
        } finally {
            lock.unlock();
        }
        switch (givenUp) {
            case MOVED_ON -> watch(task, turn, settings.importTimeout());
            case GOES_ON -> enqueue(task);
            case FAILS ->
                fail(
                        task,
                        timeout(
                                task.what + " took longer than " + Deadline.words(settings.importTimeout()) + progress
                                        + "; it is at " + trace.at("")
                                        + "; see whether the file system answers, or raise importTimeout",
                                trace));
        }
        if (givenUp != GivenUp.MOVED_ON) {
            startThreads();
            interrupt(turn.thread);
        }
    }

    private static ImportTimeoutException timeout(String message, @Nullable ThreadTrace trace) {
        return new ImportTimeoutException(message, Origin.of(""), trace);
    }

    /** Ends all tasks, as the host is closed. */
    public void close() {
        stop();
        pending.forEach(task -> fail(task, closed()));
    }

    private static Throwable closed() {
        return FailedImport.closed("").exception();
    }

    private void fail(Task<?> task, Throwable why) {
        finish(task, () -> task.future.completeExceptionally(why));
    }

    private void finish(Task<?> task, Runnable completion) {
        if (pending.remove(task)) {
            callbacks.deliver(completion);
        }
    }
}
