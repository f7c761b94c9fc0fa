package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.imports.Lanes.Job;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The import threads: what they have to do, and how many there are. Threads are started as needed. They end when they have run a
 * plugin's code, so that no other code meets what that has left on its thread, or when idle. Safe for use by any thread; its
 * lock is a leaf but for the pool's own.
 */
final class ImportThreads {

    private static final Duration IDLE = Duration.ofSeconds(1);

    /** So many threads may be stuck in plugins at the same time and still be replaced. */
    static final int MOST_SET_ASIDE = 64;

    /** So many places may be lent at the same time; the threads that have lent theirs return by themselves. */
    private static final int MOST_LENT = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final int count;
    private final int spare;

    /** Guarded by the lock. For each job in it the pool was given a turn; a turn that finds no job left does nothing. */
    private final Lanes lanes = new Lanes();

    /** How many threads of the pool are stuck; guarded by the lock. */
    private int setAside;

    /** How many threads beside the pool are stuck; guarded by the lock. */
    private int stuckApart;

    /** How many threads have lent their place; guarded by the lock. */
    private int lent;

    /** How many threads that are none of these wait for imports; guarded by the lock. */
    private int waiting;

    private final ElasticPool pool;

    /**
     * So many threads at most.
     *
     * @param spare how many more while somebody waits who is none of them
     */
    ImportThreads(int count, int spare, ClassLoader contextLoader) {
        this.count = count;
        this.spare = spare;
        DaemonThreads factory = new DaemonThreads(
                "pluginhost-import-",
                contextLoader,
                (group, target, name) -> new ImportThread(this, group, target, name));
        pool = new ElasticPool(count, IDLE, factory) {
            @Override
            boolean mayGoOn() {
                return !((ImportThread) Thread.currentThread()).hasRunPluginCode();
            }
        };
    }

    /** The current thread, if it is one of these. */
    @Nullable
    ImportThread current() {
        ImportThread thread = ImportThread.current();
        return thread != null && thread.owner() == this ? thread : null;
    }

    /**
     * Has a job done.
     *
     * @return whether it will be; false after {@link #shutDown}
     */
    boolean enqueue(Job job, boolean urgent) {
        lock.lock();
        try {
            if (pool.isShutDown()) {
                return false; // a turn that was begun before must not take it
            }
            lanes.add(job, urgent);
        } finally {
            lock.unlock();
        }
        try {
            pool.execute(this::takeTurn); // without the lock: to make a thread may take a while
            return true;
        } catch (RejectedExecutionException e) {
            return !takeBack(job); // shut down, which sees to what is under way
        } catch (Throwable noThread) {
            if (takeBack(job)) {
                throw noThread;
            }
            return true; // another turn has taken it
        }
    }

    private boolean takeBack(Job job) {
        lock.lock();
        try {
            return lanes.remove(job);
        } finally {
            lock.unlock();
        }
    }

    private void takeTurn() {
        Job next;
        lock.lock();
        try {
            next = lanes.take();
        } finally {
            lock.unlock();
        }
        if (next != null) {
            try {
                next.run();
            } finally {
                returned((ImportThread) Thread.currentThread());
            }
        }
    }

    /**
     * Has something run by a thread of its own, in the place of the current one, which waits for it. That thread is one of these.
     *
     * @return whether it will be run; not if no thread can be started, or too many of these threads are stuck
     */
    boolean runApart(Consumer<ImportThread> work) {
        lock.lock();
        try {
            if (stuckApart >= MOST_SET_ASIDE) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        try {
            pool.executeBeside(() -> {
                ImportThread self = (ImportThread) Thread.currentThread();
                self.apart = true; // before it is at a flight, so before anybody else looks
                try {
                    work.accept(self);
                } finally {
                    returned(self);
                }
            });
            return true;
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }

    /** Makes a job urgent, queued already or not. */
    void raise(Job job) {
        lock.lock();
        try {
            lanes.raise(job);
        } finally {
            lock.unlock();
        }
    }

    /** How many jobs are queued. */
    int queued() {
        lock.lock();
        try {
            return lanes.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives the place of a thread that is stuck in a flight to a fresh one.
     *
     * @return whether there is still a thread that is not stuck, or one can be started
     */
    boolean setAside(ImportThread thread, Flight flight) {
        lock.lock();
        try {
            // If it is still at the flight it has yet to come by returned(); if not, it is not stuck any more.
            if (!thread.setAside && thread.isAt(flight)) {
                lent -= thread.lent ? 1 : 0; // one fresh thread for it is enough
                thread.lent = false;
                thread.setAside = true;
                setAside += thread.apart ? 0 : 1; // whose place it has waits no more, and goes on there
                stuckApart += thread.apart ? 1 : 0;
                boolean started = resize();
                return !exhausted() && (started || pool.threads() > setAside);
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
            return setAside - regular() >= MOST_SET_ASIDE;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lends the place of a thread to another one until its job ends: it waits for something, or may, that takes an import
     * thread to come about.
     *
     * @return whether there is another thread in its place
     */
    boolean lend(ImportThread thread) {
        lock.lock();
        try {
            if (!thread.lent && !thread.setAside && lent < MOST_LENT && !thread.isIdle()) {
                lent++;
                thread.lent = resize();
                if (!thread.lent) { // no thread can be started in its place
                    lent--;
                    resize();
                }
            }
            return thread.lent || thread.setAside;
        } finally {
            lock.unlock();
        }
    }

    /**
     * To be called before a thread that is none of these waits for imports, and closed when it has: the processor that it leaves
     * meanwhile is free for importing.
     */
    Stay leaveProcessor() {
        if (spare == 0) {
            return Stay.FREE;
        }
        lock.lock();
        try {
            waiting++;
            if (waiting == 1) {
                boolean unused = resize(); // if no thread can be started, those that are there will do
            }
        } finally {
            lock.unlock();
        }
        return this::takeBackProcessor;
    }

    private void takeBackProcessor() {
        lock.lock();
        try {
            waiting--;
            if (waiting == 0) {
                boolean unused = resize();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many threads there are at most if none is stuck or has lent its place. */
    private int regular() {
        return waiting > 0 ? count + spare : count;
    }

    private void returned(ImportThread thread) {
        lock.lock();
        try {
            if (thread.setAside || thread.lent) {
                setAside -= thread.setAside && !thread.apart ? 1 : 0;
                stuckApart -= thread.setAside && thread.apart ? 1 : 0;
                lent -= thread.lent ? 1 : 0;
                thread.setAside = false;
                thread.lent = false;
                resize();
            }
        } finally {
            lock.unlock();
        }
    }

    /** False if jobs are queued, and no thread can be started for them. */
    private boolean resize() {
        return pool.resize(regular() + Math.min(setAside, MOST_SET_ASIDE) + lent);
    }

    boolean isShutDown() {
        return pool.isShutDown();
    }

    /** Takes no more jobs, drops those that are queued and interrupts the threads. */
    void shutDown() {
        pool.shutDown();
        lock.lock();
        try {
            lanes.clear(); // they know flights, and flights know what they have imported
        } finally {
            lock.unlock();
        }
        pool.stop();
    }

    /** Waits until the threads have ended, but for those that are stuck and were set aside. */
    boolean awaitEnd(Duration bound) throws InterruptedException {
        long end = System.nanoTime() + bound.toNanos();
        for (ImportThread next = notSetAside(); next != null; next = notSetAside()) {
            if (!next.awaitEnd(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    /** A thread that is there now: one that ends may have started another one in its place. */
    private @Nullable ImportThread notSetAside() {
        for (Thread each : pool.alive()) {
            ImportThread thread = (ImportThread) each;
            if (!isSetAside(thread)) {
                return thread;
            }
        }
        return null;
    }

    private boolean isSetAside(ImportThread thread) {
        lock.lock();
        try {
            return thread.setAside;
        } finally {
            lock.unlock();
        }
    }
}
