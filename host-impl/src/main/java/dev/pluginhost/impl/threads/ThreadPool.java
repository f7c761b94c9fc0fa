package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pool of daemon threads that start when a task needs one and end when they are idle. A subclass says how many there may be, which can
 * change at any time. Thread-safe. The lock is a leaf: no thread is made, started or interrupted while it is held.
 *
 * @param <T> a task
 */
public abstract class ThreadPool<T> {

    private static final DaemonThreads INTERRUPTERS =
            DaemonThreads.plain("pluginhost-interrupt-", ClassLoader.getSystemClassLoader());

    /** Guards every field that is not final, those of subclasses too, and the queue. */
    final ReentrantLock lock = new ReentrantLock();

    /** How many threads are stuck in their task; changed by subclasses. */
    int setAside;

    private final DaemonThreads threads;
    private final long idleNanos;
    private final Condition arrived = lock.newCondition();
    private final Condition ended = lock.newCondition();
    private final Deque<T> queue = new ArrayDeque<>();

    /** The threads that were made and have not ended. A thread is added before it starts, so that {@link #stop} misses none. */
    private final Set<Thread> alive = ConcurrentHashMap.newKeySet();

    /** How many threads there are. Each one that is not busy takes a task next: it is being started, or waits. */
    private int workers;

    private int busy;
    private long done;

    /** Read without the lock too. */
    private volatile boolean shutDown;

    /** A pool whose threads wait so long for their next task; zero: each task has a thread of its own. */
    ThreadPool(String prefix, Duration idle, ClassLoader contextLoader) {
        this.threads = new DaemonThreads(prefix, contextLoader, this::make);
        this.idleNanos = idle.toNanos();
    }

    // What subclasses say; all but make and run are called under the lock

    abstract int limit();

    abstract void run(T task);

    Thread make(ThreadGroup group, Runnable work, String name) {
        return new Thread(group, work, name, 0, false);
    }

    /** Whether the current thread, which has run a task, may run another one. */
    boolean mayGoOn() {
        return idleNanos > 0;
    }

    void add(T task) {
        queue.add(task);
    }

    @Nullable
    T poll() {
        return queue.poll();
    }

    boolean remove(T task) {
        return queue.removeLastOccurrence(task);
    }

    int queued() {
        return queue.size();
    }

    void clear() {
        queue.clear();
    }

    // Tasks

    /**
     * Has a task run, once.
     *
     * @return false after {@link #shutDown}
     * @throws OutOfMemoryError if no thread can be started; then the task is not run
     */
    final boolean submit(T task) {
        boolean start;
        lock.lock();
        try {
            if (shutDown) {
                return false;
            }
            add(task);
            start = reserve();
        } finally {
            lock.unlock();
        }
        if (start) {
            try {
                start();
            } catch (Throwable noThread) {
                if (withdraw(task)) {
                    throw noThread;
                }
            }
        }
        return true;
    }

    private boolean withdraw(T task) {
        lock.lock();
        try {
            return remove(task);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Starts threads for what is queued; to be called without the lock when there may be more threads than before.
     *
     * @return false if one is needed and cannot be started
     */
    final boolean startThreads() {
        while (reserveOne()) {
            try {
                start();
            } catch (Throwable noThread) {
                return false;
            }
        }
        return true;
    }

    private boolean reserveOne() {
        lock.lock();
        try {
            return reserve();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. Counts one more thread, which the caller has to start, if the queue needs one. */
    private boolean reserve() {
        if (queued() > workers - busy && workers < limit()) {
            workers++;
            return true;
        }
        if (queued() > 0) {
            arrived.signal();
        }
        return false;
    }

    /** Starts a thread that is counted. */
    private void start() {
        Thread thread = null;
        boolean started = false;
        try {
            thread = threads.newThread(this::work);
            alive.add(thread);
            thread.start();
            started = true;
        } finally {
            if (!started) {
                leave(thread);
            }
        }
    }

    private void leave(@Nullable Thread thread) {
        lock.lock();
        try {
            if (thread != null) {
                alive.remove(thread);
            }
            workers--;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // Threads

    /** What each thread does. */
    private void work() {
        Thread self = Thread.currentThread();
        for (T task = first(); task != null; task = next(self)) {
            try {
                run(task);
            } catch (Throwable thrown) {
                report(self, thrown);
            }
        }
    }

    private static void report(Thread self, Throwable thrown) {
        try {
            self.getUncaughtExceptionHandler().uncaughtException(self, thrown);
        } catch (Throwable again) {
            // the thread must go on or leave in any case
        }
    }

    private @Nullable T first() {
        lock.lock();
        try {
            return takeOrLeave(idleNanos);
        } finally {
            lock.unlock();
        }
    }

    /** Null if the thread has left the pool. */
    private @Nullable T next(Thread self) {
        boolean goesOn = mayGoOn();
        lock.lock();
        try {
            busy--;
            done++;
            if (goesOn) {
                return takeOrLeave(idleNanos);
            }
            leave(self);
            if (!reserve()) {
                return null;
            }
        } finally {
            lock.unlock();
        }
        try {
            start();
            return null;
        } catch (Throwable noThread) { // this thread goes on: better than a task that is never run
            return returnFor(self);
        }
    }

    /** Under the lock. Waits for a task; without one the current thread leaves the pool. */
    private @Nullable T takeOrLeave(long patience) {
        long left = patience;
        while (workers <= limit()) {
            T task = poll();
            if (task != null) {
                busy++;
                return task;
            }
            if (shutDown || left <= 0) {
                break;
            }
            try {
                left = arrived.awaitNanos(left);
            } catch (InterruptedException e) {
                left = patience; // it was meant for the last task, or the pool is shut down
            }
        }
        leave(Thread.currentThread());
        if (queued() > 0) {
            arrived.signal();
        }
        return null;
    }

    private @Nullable T returnFor(Thread self) {
        lock.lock();
        try {
            T task = poll();
            if (task != null) {
                alive.add(self);
                workers++;
                busy++;
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    final Set<Thread> alive() {
        return alive;
    }

    /** Under the lock. How many threads there are. */
    final int threads() {
        return workers;
    }

    /** Under the lock. How many tasks have ended. */
    final long done() {
        return done;
    }

    // The end

    public final boolean isShutDown() {
        return shutDown;
    }

    /** Takes no more tasks; those that are queued are run. */
    final void finish() {
        lock.lock();
        try {
            shutDown = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more tasks and drops those that are queued; those that run go on. */
    final void drop() {
        lock.lock();
        try {
            finish();
            clear();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more tasks, drops those that are queued and has the threads interrupted. */
    final void stop() {
        drop();
        alive.forEach(ThreadPool::interrupt);
    }

    /** Waits until no thread is left but those that are set aside. */
    public final boolean awaitEnd(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeout.toNanos();
            while (workers > setAside && left > 0) {
                left = ended.awaitNanos(left);
            }
            return workers <= setAside;
        } finally {
            lock.unlock();
        }
    }

    // Interrupts

    /** Has a thread interrupted, and does not wait for that. */
    public static void interrupt(Thread thread) {
        runElsewhere(thread::interrupt, thread);
    }

    /**
     * Has something that interrupts a thread done by another thread; by this one if none can be started. An interrupt closes the channel that
     * the thread is at ({@link java.nio.channels.InterruptibleChannel}), which may be a plugin's, or of a file system that hangs.
     */
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
