package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on daemon threads; each task has a thread of its own, unless the pool says that one may go on. How many there may be can change at
 * any time; beyond that, tasks are queued. Thread-safe. The lock is a leaf: no thread is made, started or interrupted while it is held.
 *
 * @param <T> a task
 */
public abstract class ThreadPool<T> extends DaemonThreads {

    /** A thread of a pool. */
    static class PoolThread extends Thread {

        final ThreadPool<?> owner;

        PoolThread(ThreadPool<?> owner, ThreadGroup group, Runnable work, String name) {
            super(group, work, name, 0, false);
            this.owner = owner;
        }
    }

    /** Made when a thread is first interrupted. */
    private static final class Interrupters {
        static final DaemonThreads THREADS =
                new DaemonThreads("pluginhost-interrupt-", ClassLoader.getSystemClassLoader());
    }

    /** Guards the queue and all fields that can change, those of subclasses too. */
    final Object lock = new Object();

    /** How many threads there may be, how many tasks are running, and how many have ended. Guarded by the lock. */
    int limit;

    int running;
    long done;

    /** How many threads are stuck in their task. Read without the lock too. */
    final AtomicInteger setAside = new AtomicInteger();

    /** The threads that have not ended. A thread is added before it starts, so that {@link #stop} misses none. Thread-safe. */
    final Set<Thread> alive = ConcurrentHashMap.newKeySet();

    private final Queue<T> queue = new ArrayDeque<>();

    /** Read without the lock too. */
    private volatile boolean shutDown;

    /** Set before the threads are interrupted: who starts one later has it interrupted. */
    private volatile boolean stopped;

    ThreadPool(String prefix, int limit, ClassLoader contextLoader) {
        super(prefix, contextLoader);
        this.limit = limit;
    }

    abstract void run(T task);

    @Override
    protected Thread make(ThreadGroup group, Runnable work, String name) {
        return new PoolThread(this, group, work, name);
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

    /** Has a task run, once; false after the end. If no thread can be started, it throws and the task is not run. */
    final boolean submit(T task) {
        synchronized (lock) {
            if (shutDown) {
                return false;
            }
            if (running >= limit) {
                add(task);
                return true;
            }
            running++;
        }
        try {
            start(task);
        } catch (Throwable noThread) {
            discount(null);
            throw noThread;
        }
        return true;
    }

    /**
     * To be called with 1 before the current thread waits for the host, and with -1 afterwards. The pool that it belongs to, of any host, may
     * have one more thread meanwhile, if what is waited for may need one.
     */
    public static void lendHere(int more) {
        if (Thread.currentThread() instanceof PoolThread thread) {
            thread.owner.lend(more);
        }
    }

    void lend(int more) {}

    /** Changes how many threads there may be, and starts them for what is queued; false if one cannot be started. */
    final boolean allow(int more) {
        synchronized (lock) {
            limit += more;
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
        synchronized (lock) {
            T task = running < limit ? poll() : null;
            running += task == null ? 0 : 1;
            return task;
        }
    }

    /** Counts a task as running no more, and queues it again if it was queued before. */
    private void discount(@Nullable T task) {
        synchronized (lock) {
            running--;
            if (task != null) {
                add(task);
            }
            lock.notifyAll();
        }
    }

    private void start(T task) {
        Thread thread = newThread(new Work<>(this, task));
        alive.add(thread);
        try {
            thread.start();
        } catch (Throwable noThread) {
            alive.remove(thread);
            throw noThread;
        }
        if (stopped) { // perhaps before the start, and then in vain
            interrupt(thread);
        }
    }

    /** What the thread of a task does. It gives the task away, and does not keep it while the thread runs other ones. */
    private static final class Work<T> implements Runnable {

        private final ThreadPool<T> pool;

        /** Set before the thread starts, cleared by it. */
        private @Nullable T first;

        Work(ThreadPool<T> pool, T first) {
            this.pool = pool;
            this.first = first;
        }

        @Override
        public void run() {
            pool.work(this);
        }

        @Nullable
        T take() {
            T task = first;
            first = null;
            return task;
        }
    }

    /** What each thread does. The next task has a thread of its own, unless this one may go on or no other can be started. */
    private void work(Work<T> own) {
        Thread self = Thread.currentThread();
        T task = own.take();
        while (task != null) {
            try {
                run(task);
            } catch (Throwable thrown) {
                report(self, thrown);
            }
            boolean goesOn = mayGoOn(task);
            synchronized (lock) {
                running--;
                done++;
                task = take();
                lock.notifyAll();
            }
            if (task == null || !goesOn) {
                alive.remove(self);
                task = task == null ? null : startOrKeep(task);
            }
        }
    }

    private @Nullable T startOrKeep(T task) {
        try {
            start(task);
            return null;
        } catch (Throwable noThread) {
            alive.add(Thread.currentThread());
            return task;
        }
    }

    private static void report(Thread self, Throwable thrown) {
        try {
            self.getUncaughtExceptionHandler().uncaughtException(self, thrown);
        } catch (Throwable again) {
            // what is queued must be run all the same
        }
    }

    // The end

    public final boolean isShutDown() {
        return shutDown;
    }

    /** Takes no more tasks; those that are queued are dropped or still run. */
    final void end(boolean dropQueued) {
        synchronized (lock) {
            shutDown = true;
            if (dropQueued) {
                clear();
            }
        }
    }

    /** Takes no more tasks, drops those that are queued and has the threads interrupted. */
    public final void stop() {
        end(true);
        stopped = true;
        for (Thread thread : alive) {
            interrupt(thread);
        }
    }

    /** Waits until no task is running but those of threads that are set aside; false if the timeout ends first. */
    public final boolean awaitEnd(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (lock) {
            long left = timeout.toNanos();
            while (running > setAside.get() && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
                left = end - System.nanoTime();
            }
            return running <= setAside.get();
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
            Thread interrupter = Interrupters.THREADS.newThread(interrupting);
            interrupter.setName(interrupter.getName() + " of " + thread.getName());
            interrupter.start();
        } catch (OutOfMemoryError noThread) {
            interrupting.run();
        }
    }
}
