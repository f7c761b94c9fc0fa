package dev.pluginhost.impl.imports;

import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The import threads and what they have to do: urgent jobs first, in the order in which they came. Threads are started as
 * needed and end when idle. Safe for use by any thread; its lock is a leaf.
 */
final class ImportThreads {

    private static final Duration IDLE = Duration.ofSeconds(5);

    /** So many threads may be stuck in plugins at the same time and still be replaced. */
    static final int MOST_SET_ASIDE = 64;

    /** So many places may be lent at the same time; the threads that have lent theirs return by themselves. */
    private static final int MOST_LENT = 64;

    /** Something for an import thread to do. */
    static final class Job implements Runnable {

        private final Runnable work;

        /** Guarded by the lock of the threads; not changed while the job is queued. */
        private boolean urgent;

        /** As {@link #urgent}. */
        private long sequence;

        private boolean queued;

        Job(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            work.run();
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final int count;

    /** Guarded by the lock. */
    private int setAside;

    /** How many threads have lent their place; guarded by the lock. */
    private int lent;

    /** Guarded by the lock. */
    private long nextSequence;

    /** The threads that have not ended. */
    private final Set<ImportThread> alive = ConcurrentHashMap.newKeySet();

    private final ThreadPoolExecutor pool;

    ImportThreads(int count, ClassLoader contextLoader) {
        this.count = count;
        Comparator<Runnable> order =
                Comparator.comparing((Runnable job) -> !((Job) job).urgent).thenComparing(job -> ((Job) job).sequence);
        DaemonThreads factory = new DaemonThreads("pluginhost-import-", contextLoader, this::newThread);
        pool =
                new ThreadPoolExecutor(
                        count,
                        count,
                        IDLE.toMillis(),
                        TimeUnit.MILLISECONDS,
                        new PriorityBlockingQueue<>(64, order),
                        factory) {
                    @Override
                    protected void afterExecute(Runnable job, @Nullable Throwable thrown) {
                        returned((ImportThread) Thread.currentThread());
                    }
                };
        pool.allowCoreThreadTimeOut(true);
    }

    /** The current thread, if it is one of these. */
    @Nullable
    ImportThread current() {
        return Thread.currentThread() instanceof ImportThread thread && thread.belongsTo(this) ? thread : null;
    }

    /**
     * Has a job done.
     *
     * @return whether it will be; false after {@link #shutDown}
     */
    boolean enqueue(Job job, boolean urgent) {
        lock.lock();
        try {
            job.urgent |= urgent;
            job.sequence = nextSequence++;
            job.queued = true;
            pool.execute(job);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // shut down; whoever shuts down sees to what is under way
        } finally {
            lock.unlock();
        }
    }

    /** Makes a job urgent, queued already or not. */
    void raise(Job job) {
        lock.lock();
        try {
            if (job.urgent) {
                return;
            }
            // A job in the queue must not change its place under the queue's hands: out, changed, and in again.
            boolean taken = job.queued && pool.remove(job);
            job.urgent = true;
            job.sequence = nextSequence++;
            if (taken) {
                pool.execute(job);
            }
        } catch (RejectedExecutionException e) {
            // shut down between the two; whoever shuts down sees to what is under way
            job.queued = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives the place of a thread that is stuck in a flight to a fresh one.
     *
     * @return whether there is still a thread that is not stuck
     */
    boolean setAside(ImportThread thread, Flight flight) {
        lock.lock();
        try {
            // If it is still at the flight it has yet to come by returned(); if not, it is not stuck any more.
            if (!thread.setAside && thread.isAt(flight)) {
                thread.setAside = true;
                setAside++;
                resize();
            }
            return !exhausted();
        } finally {
            lock.unlock();
        }
    }

    /** Whether all threads there may be are stuck, so that nothing queued will be done before one of them returns. */
    boolean exhausted() {
        lock.lock();
        try {
            return setAside - count >= MOST_SET_ASIDE;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lends the place of a thread to another one until its job ends: it waits for something, or may, that takes an import
     * thread to come about.
     */
    void lend(ImportThread thread) {
        lock.lock();
        try {
            if (!thread.lent && !thread.running().isEmpty()) {
                thread.lent = true;
                lent++;
                resize();
            }
        } finally {
            lock.unlock();
        }
    }

    private void returned(ImportThread thread) {
        lock.lock();
        try {
            if (thread.setAside || thread.lent) {
                setAside -= thread.setAside ? 1 : 0;
                lent -= thread.lent ? 1 : 0;
                thread.setAside = false;
                thread.lent = false;
                resize();
            }
        } finally {
            lock.unlock();
        }
    }

    private void resize() {
        int size = count + Math.min(setAside, MOST_SET_ASIDE) + Math.min(lent, MOST_LENT);
        if (size > pool.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(size);
            pool.setCorePoolSize(size);
        } else {
            pool.setCorePoolSize(size);
            pool.setMaximumPoolSize(size);
        }
    }

    boolean isShutDown() {
        return pool.isShutdown();
    }

    /** Takes no more jobs, drops those that are queued and interrupts the threads. */
    void shutDown() {
        pool.shutdownNow();
    }

    /** Waits until the threads have ended, but for those that are stuck and were set aside. */
    boolean awaitEnd(Duration bound) throws InterruptedException {
        long end = System.nanoTime() + bound.toNanos();
        for (ImportThread thread : alive) {
            if (!isSetAside(thread)) {
                thread.join(
                        Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
                if (thread.isAlive()) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isSetAside(ImportThread thread) {
        lock.lock();
        try {
            return thread.setAside;
        } finally {
            lock.unlock();
        }
    }

    private ImportThread newThread(Runnable target, String name) {
        ImportThread thread = new ImportThread(this, target, name);
        alive.add(thread);
        return thread;
    }

    void ended(ImportThread thread) {
        alive.remove(thread);
    }
}
