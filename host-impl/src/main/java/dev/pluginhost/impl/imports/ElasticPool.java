package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pool of daemon threads which start when needed and end when idle, and whose number may be changed as it works. A thread
 * that has run foreign code can end with its task: nothing else removes the thread-locals that the code has left there. Safe
 * for use by any thread. Its lock is a leaf, and no thread is made, started or interrupted under it.
 */
class ElasticPool implements Executor {

    /** Interrupts, where the calling thread must not do it itself. */
    private static final DaemonThreads INTERRUPTERS =
            DaemonThreads.plain("pluginhost-interrupt-", ClassLoader.getSystemClassLoader());

    private final ThreadFactory threads;
    private final long idleNanos;

    /**
     * The threads that have been made and not ended. Added by the thread that starts it, before it begins, so that a wait for all
     * of them misses none; taken out by the thread itself, or by the thread that could not start it.
     */
    private final Set<Thread> alive = ConcurrentHashMap.newKeySet();

    /** How many tasks have ended; written by the threads that ran them. */
    private final AtomicLong done = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition ended = lock.newCondition();

    /** Tasks that no thread has taken; guarded by the lock, as what follows is. */
    private final Deque<Runnable> queue = new ArrayDeque<>();

    /** How many threads there may be. */
    private int size;

    /** How many threads there are, or are being started. */
    private int workers;

    /** How many threads wait for a task. */
    private int idle;

    /** Written under the lock, read by any thread. */
    private volatile boolean shutDown;

    /**
     * A pool that has no thread yet.
     *
     * @param size how many threads there may be
     * @param idle how long a thread waits for its next task; zero: each task has a thread of its own, which ends with it
     */
    ElasticPool(int size, Duration idle, ThreadFactory threads) {
        this.size = size;
        this.idleNanos = idle.toNanos();
        this.threads = threads;
    }

    /** What a thread of this pool does. Confined to that thread once it has started. */
    private final class Worker implements Runnable {

        private @Nullable Runnable next;

        Worker(Runnable first) {
            this.next = first;
        }

        @Override
        public void run() {
            try {
                runAll();
            } finally { // also when a task has thrown, which is for the thread's handler to tell
                end(Thread.currentThread());
            }
        }

        private void runAll() {
            do {
                runNext();
                next = mayGoOn() ? awaitTask() : null;
            } while (next != null);
        }

        /** Goes on with what is queued if no thread can be started for it: that is better than a task that is never run. */
        private void end(Thread self) {
            alive.remove(self);
            for (Runnable left = leave(); left != null; left = leave()) {
                next = left;
                alive.add(self);
                try {
                    runAll();
                } catch (Throwable thrown) { // which must not end the thread
                    self.getUncaughtExceptionHandler().uncaughtException(self, thrown);
                } finally {
                    alive.remove(self);
                }
            }
        }

        private void runNext() {
            Runnable task = next;
            next = null; // a thread that has ended may still know its worker
            try {
                if (task != null) {
                    task.run();
                }
            } finally {
                done.incrementAndGet();
            }
        }
    }

    /** Whether the current thread, which has run a task, may run another one. */
    boolean mayGoOn() {
        return idleNanos > 0;
    }

    private @Nullable Runnable awaitTask() {
        lock.lock();
        try {
            long left = idleNanos;
            while (workers <= size) {
                Runnable task = queue.poll();
                if (task != null || shutDown || left <= 0) {
                    return task;
                }
                idle++;
                try {
                    left = arrived.awaitNanos(left);
                } catch (InterruptedException e) {
                    left = idleNanos; // it was meant for the last task, or the pool is shut down, which is seen now
                } finally {
                    idle--;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives the current thread's place to another thread if something is queued.
     *
     * @return a task for the current thread, which has its place again, as no thread can be started; null if it can end
     */
    private @Nullable Runnable leave() {
        Runnable task;
        lock.lock();
        try {
            workers--;
            task = takeForNewThread();
            if (workers == 0) {
                ended.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (task == null) {
            return null;
        }
        try {
            start(new Worker(task));
            return null;
        } catch (Throwable noThread) { // or no memory for what it takes to start one
            return task;
        }
    }

    /** To be called under the lock. A thread is counted, and has to be started, for what is returned. */
    private @Nullable Runnable takeForNewThread() {
        if (queue.size() > idle && workers < size) {
            workers++;
            return queue.poll();
        }
        if (!queue.isEmpty()) {
            arrived.signal();
        }
        return null;
    }

    /**
     * Has a task run, once.
     *
     * @throws RejectedExecutionException once shut down
     * @throws OutOfMemoryError if no thread can be started; the task will not be run
     */
    @Override
    public final void execute(Runnable task) {
        lock.lock();
        try {
            if (shutDown) {
                throw new RejectedExecutionException("The plugin host is closed; the task is not run");
            }
            if (idle > queue.size() || workers >= size) {
                queue.add(task);
                arrived.signal();
                return;
            }
            workers++;
        } finally {
            lock.unlock();
        }
        boolean started = false;
        try {
            start(new Worker(task));
            started = true;
        } finally {
            if (!started) {
                uncount(null);
            }
        }
    }

    private void start(Runnable work) {
        Thread thread = threads.newThread(work);
        alive.add(thread);
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) {
                alive.remove(thread);
            }
        }
    }

    private void uncount(@Nullable Runnable task) {
        lock.lock();
        try {
            workers--;
            if (workers == 0) {
                ended.signalAll();
            }
            if (task != null) {
                queue.addFirst(task);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has so many threads from now on; if fewer than before, those that work do so until they are done.
     *
     * @return false if no thread can be started for what is queued, which stays queued; the number counts all the same
     */
    final boolean resize(int newSize) {
        for (Runnable task = grow(newSize); task != null; task = grow(newSize)) {
            try {
                start(new Worker(task));
            } catch (Throwable noThread) { // or no memory for what it takes to start one
                uncount(task);
                return false;
            }
        }
        return true;
    }

    private @Nullable Runnable grow(int newSize) {
        lock.lock();
        try {
            size = newSize;
            return takeForNewThread();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has a task run by a thread beside those of the pool. It counts for none of them, but {@link #stop} interrupts it as well.
     *
     * @throws OutOfMemoryError if no thread can be started; the task will not be run
     */
    final void executeBeside(Runnable task) {
        start(() -> {
            try {
                task.run();
            } finally {
                alive.remove(Thread.currentThread());
            }
        });
    }

    /** The threads that have been made and not ended. */
    final Set<Thread> alive() {
        return alive;
    }

    /** How many tasks are queued. */
    final int queued() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many threads there are. */
    final int threads() {
        lock.lock();
        try {
            return workers;
        } finally {
            lock.unlock();
        }
    }

    /** How many tasks have ended. */
    final long done() {
        return done.get();
    }

    final boolean isShutDown() {
        return shutDown;
    }

    /** Takes no more tasks; those that are queued are run. */
    final void shutDown() {
        lock.lock();
        try {
            shutDown = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more tasks and drops those that are queued; those that run go on. */
    final void shutDownAndDrop() {
        lock.lock();
        try {
            shutDown();
            queue.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more tasks, drops those that are queued and has the threads interrupted. */
    final void stop() {
        shutDownAndDrop();
        alive.forEach(ElasticPool::interrupt);
    }

    /** Waits until no thread is left. */
    final boolean awaitEnd(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeout.toNanos();
            while (workers > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
            return workers == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Interrupts a thread without waiting. An interrupt closes the interruptible channel that the thread is at
     * ({@link java.nio.channels.InterruptibleChannel}), which may be a plugin's, or of a file system that hangs.
     */
    static void interrupt(Thread thread) {
        runElsewhere(thread::interrupt, thread);
    }

    /** Has something that interrupts a thread done by a thread of its own; by this one if no thread can be started. */
    static void runElsewhere(Runnable interrupting, Thread thread) {
        try {
            Thread interrupter = INTERRUPTERS.newThread(interrupting);
            interrupter.setName(interrupter.getName() + " of " + thread.getName());
            interrupter.start();
        } catch (OutOfMemoryError noThread) {
            interrupting.run();
        }
    }
}
