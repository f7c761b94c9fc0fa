package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs each task on a daemon thread of its own. How many there may be can change at any time; beyond that, tasks are queued. Thread-safe. The
 * lock is a leaf: no thread is made, started or interrupted while it is held.
 *
 * @param <T> a task
 */
public abstract class ThreadPool<T> {

    private static final DaemonThreads INTERRUPTERS =
            DaemonThreads.plain("pluginhost-interrupt-", ClassLoader.getSystemClassLoader());

    /** Guards the queue and all fields that can change, those of subclasses too. */
    final ReentrantLock lock = new ReentrantLock();

    /** How many threads there may be; changed by subclasses, as is the next. */
    int limit;

    /** How many threads are stuck in their task. Read without the lock too. */
    final AtomicInteger setAside = new AtomicInteger();

    private final DaemonThreads threads;
    private final Condition ended = lock.newCondition();
    private final Queue<T> queue = new ArrayDeque<>();

    /** The threads that have not ended. A thread is added before it starts, so that {@link #stop} misses none. Thread-safe. */
    private final Set<Thread> alive = ConcurrentHashMap.newKeySet();

    private int running;
    private long done;

    /** Read without the lock too. */
    private volatile boolean shutDown;

    ThreadPool(String prefix, int limit, ClassLoader contextLoader) {
        this.limit = limit;
        this.threads = new DaemonThreads(prefix, contextLoader, this::make);
    }

    abstract void run(T task);

    Thread make(ThreadGroup group, Runnable work, String name) {
        return new Thread(group, work, name, 0, false);
    }

    /** Whether the current thread, which has run a task, may run another one. */
    boolean mayGoOn(T ended) {
        return false;
    }

    // The queue; each method is called under the lock

    void add(T task) {
        queue.add(task);
    }

    @Nullable
    T poll() {
        return queue.poll();
    }

    int queued() {
        return queue.size();
    }

    void clear() {
        queue.clear();
    }

    /**
     * Has a task run, once.
     *
     * @return false after the end
     * @throws OutOfMemoryError if no thread can be started; then the task is not run
     */
    final boolean submit(T task) {
        lock.lock();
        try {
            if (shutDown) {
                return false;
            }
            if (running >= limit) {
                add(task);
                return true;
            }
            running++;
        } finally {
            lock.unlock();
        }
        try {
            start(task);
        } catch (Throwable noThread) {
            discount(null);
            throw noThread;
        }
        return true;
    }

    /** Changes how many threads there may be, and starts them for what is queued; false if one cannot be started. */
    final boolean allow(int more) {
        lock.lock();
        try {
            limit += more;
        } finally {
            lock.unlock();
        }
        return startThreads();
    }

    /** Starts threads for what is queued; false if one cannot be started. To be called without the lock. */
    final boolean startThreads() {
        for (T task = take(); task != null; task = take()) {
            try {
                start(task);
            } catch (Throwable noThread) {
                discount(task);
                return false;
            }
        }
        return true;
    }

    /** A queued task, which is counted as running; null if there is none, or no more may run. */
    private @Nullable T take() {
        lock.lock();
        try {
            T task = running < limit ? poll() : null;
            running += task == null ? 0 : 1;
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** Counts a task as running no more, and queues it again if it was queued before. */
    private void discount(@Nullable T task) {
        lock.lock();
        try {
            running--;
            if (task != null) {
                add(task);
            }
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void start(T task) {
        Thread thread = threads.newThread(() -> work(task));
        alive.add(thread);
        try {
            thread.start();
        } catch (Throwable noThread) {
            alive.remove(thread);
            throw noThread;
        }
    }

    /** What each thread does. */
    private void work(T first) {
        Thread self = Thread.currentThread();
        T task = first;
        while (task != null) {
            try {
                run(task);
            } catch (Throwable thrown) {
                report(self, thrown);
            }
            task = next(self, task);
        }
    }

    private static void report(Thread self, Throwable thrown) {
        try {
            self.getUncaughtExceptionHandler().uncaughtException(self, thrown);
        } catch (Throwable again) {
            // what is queued must be run all the same
        }
    }

    /** What a thread has to run that has ended its task, because it may or because no other thread can be started. */
    private @Nullable T next(Thread self, T last) {
        boolean goesOn = mayGoOn(last);
        T task;
        lock.lock();
        try {
            running--;
            done++;
            task = take();
            ended.signalAll();
        } finally {
            lock.unlock();
        }
        if (task != null && goesOn) {
            return task;
        }
        alive.remove(self);
        if (task != null) {
            try {
                start(task);
            } catch (Throwable noThread) {
                alive.add(self);
                return task;
            }
        }
        return null;
    }

    final Set<Thread> alive() {
        return alive;
    }

    /** Under the lock. How many tasks are running. */
    final int running() {
        return running;
    }

    /** Under the lock. How many tasks have ended. */
    final long done() {
        return done;
    }

    // The end

    public final boolean isShutDown() {
        return shutDown;
    }

    /** Takes no more tasks; those that are queued are dropped or still run. */
    final void end(boolean dropQueued) {
        lock.lock();
        try {
            shutDown = true;
            if (dropQueued) {
                clear();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more tasks, drops those that are queued and has the threads interrupted. */
    final void stop() {
        end(true);
        alive.forEach(ThreadPool::interrupt);
    }

    /** Waits until no task is running but those of threads that are set aside; false if the timeout ends first. */
    public final boolean awaitEnd(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = timeout.toNanos();
            while (running > setAside.get() && left > 0) {
                left = ended.awaitNanos(left);
            }
            return running <= setAside.get();
        } finally {
            lock.unlock();
        }
    }

    /** Has a thread interrupted, and does not wait for that. */
    public static void interrupt(Thread thread) {
        runElsewhere(thread::interrupt, thread);
    }

    /**
     * Has another thread run what interrupts a thread; the current one if none can be started. An interrupt closes the channel that the thread
     * uses ({@link java.nio.channels.InterruptibleChannel}). That may hang, as the channel may be a plugin's.
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
