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

    /** How many threads there may be, how many there are, and how many times one has run a task. Guarded by the lock. */
    int limit;

    int running;
    long done;

    /** How many threads have not yet taken a task. Guarded by the lock. */
    private int starting;

    /** How many threads are stuck in their task. Read without the lock too. */
    final AtomicInteger setAside = new AtomicInteger();

    /** The threads that have not ended. Each adds itself before it takes a task, so that {@link #stop} misses none that has one. */
    final Set<Thread> alive = ConcurrentHashMap.newKeySet();

    private final Queue<T> queue = new ArrayDeque<>();

    /** Read without the lock too. */
    private volatile boolean shutDown;

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

    boolean remove(T task) {
        return queue.remove(task);
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
            add(task);
        }
        try {
            while (reserve()) {
                start();
            }
        } catch (Throwable noThread) {
            synchronized (lock) {
                if (remove(task)) { // else another thread has taken it
                    throw noThread;
                }
            }
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
        try {
            while (reserve()) {
                start();
            }
            return true;
        } catch (Throwable noThread) {
            return false;
        }
    }

    /** Counts one more thread, which must take a task; false if none is needed, or there may be no more. */
    private boolean reserve() {
        synchronized (lock) {
            boolean needed = running < limit && queued() > starting;
            if (needed) {
                running++;
                starting++;
            }
            return needed;
        }
    }

    /** Starts a thread that has been counted. */
    private void start() {
        try {
            newThread(new Work()).start();
        } catch (Throwable noThread) {
            synchronized (lock) {
                starting--;
                running--;
                lock.notifyAll();
            }
            throw noThread;
        }
    }

    /** What each thread does. The next task has a thread of its own, unless this one may go on or no other can be started. */
    private final class Work implements Runnable {
        @Override
        public void run() {
            Thread self = Thread.currentThread();
            alive.add(self);
            boolean goesOn;
            do {
                goesOn = runNext(self);
            } while (goesOn ? reserve() : !startThreads() && reserve());
            alive.remove(self);
        }
    }

    /** Runs a task, unless others have taken all that were queued. Whether the current thread may run another one. */
    private boolean runNext(Thread self) {
        T task;
        synchronized (lock) {
            starting--;
            task = poll();
        }
        boolean goesOn = true;
        if (task != null) {
            try {
                run(task);
            } catch (Throwable thrown) {
                report(self, thrown);
            }
            goesOn = mayGoOn(task);
        }
        synchronized (lock) {
            running--;
            done++;
            lock.notifyAll();
        }
        return goesOn;
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
