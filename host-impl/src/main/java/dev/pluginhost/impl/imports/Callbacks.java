package dev.pluginhost.impl.imports;

import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where futures that callers hold are completed, and so where their continuations run unless they name an executor: never on
 * an import thread. Each completion has a daemon thread of its own, so no continuation meets what another one has left on its
 * thread. A continuation that waits for the host lends its place meanwhile, so
 * that what it waits for can be delivered. Where all threads are held up by continuations that wait for something else, which
 * nobody but the caller knows, there are more of them until all is delivered, and that is said once. Safe for use by any thread.
 */
final class Callbacks {

    private static final int MOST_THREADS = 32;

    /** So many continuations may wait for the host at the same time, and for so many others there are threads in their place. */
    private static final int MOST_WAITING = 1024;

    /** How long completions are held up before there are more threads; continuations are meant to be shorter. */
    private static final Duration RELIEF = Duration.ofMillis(100);

    /** A thread of one of these pools. */
    private static final class CallbackThread extends Thread {
        private final Callbacks owner;

        CallbackThread(Callbacks owner, ThreadGroup group, Runnable target, String name) {
            super(group, target, name, 0, false);
            this.owner = owner;
        }
    }

    private final Watchdog watchdog;
    private final ReentrantLock lock = new ReentrantLock();
    private final ElasticPool pool;

    /** How many of the threads wait for the host; guarded by the lock. */
    private int waiting;

    /** How many more threads there are for those that wait for something else; guarded by the lock. */
    private int relief;

    /** Whether relief is on its way; guarded by the lock. */
    private boolean watched;

    /** How many completions had come to their end when the watch began; guarded by the lock. */
    private long doneBefore;

    /** Set by the watchdog's thread. */
    private final AtomicBoolean told = new AtomicBoolean();

    Callbacks(ClassLoader contextLoader, Watchdog watchdog) {
        this.watchdog = watchdog;
        this.pool = new ElasticPool(
                MOST_THREADS,
                Duration.ZERO,
                new DaemonThreads(
                        "pluginhost-callback-",
                        contextLoader,
                        (group, target, name) -> new CallbackThread(this, group, target, name)));
    }

    /** Runs a completion; on the calling thread after {@link #shutDown} or for want of a thread, as an answer is owed. */
    void deliver(Runnable completion) {
        assert Stripes.noneHeld() : "a completion may want a stripe";
        try {
            pool.execute(completion);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            completion.run();
            return;
        }
        if (pool.queued() > 0) {
            watch();
        }
    }

    /**
     * To be called before the current thread waits for the host, and closed when it has. A thread of whichever host's
     * callbacks lends its place to another one meanwhile; for others nothing happens.
     *
     * @throws WouldBlockException if too many wait already, which would wait for each other then
     */
    static Stay stay() {
        if (!(Thread.currentThread() instanceof CallbackThread thread)) {
            return Stay.FREE;
        }
        thread.owner.lend();
        return thread.owner::takeBack;
    }

    /** Looks after a while whether what is queued has been delivered. */
    private void watch() {
        lock.lock();
        try {
            if (!watched) {
                watchOn();
            }
        } finally {
            lock.unlock();
        }
    }

    private void watchOn() {
        doneBefore = pool.done();
        try {
            watchdog.after(RELIEF, this::relieve);
            watched = true;
        } catch (OutOfMemoryError noThread) {
            watched = false; // the next completion tries again
        }
    }

    private void relieve() {
        boolean tell = false;
        lock.lock();
        try {
            watched = false;
            int queued = pool.queued();
            if (queued == 0) {
                relief = 0;
            } else if (pool.done() == doneBefore) {
                relieve(queued);
                tell = !told.get();
            }
            resize();
            if (queued > 0) {
                watchOn();
            }
        } finally {
            lock.unlock();
        }
        if (tell) {
            tellHeldUp();
        }
    }

    /** As many more threads as there are completions, beyond those that there are by now, all of which may be held up. */
    private void relieve(int queued) {
        int held = Math.max(relief, pool.threads() - MOST_THREADS - waiting);
        relief = Math.min(held + queued, MOST_WAITING);
    }

    /** Tells of a continuation that waits, if there is one: on a busy machine all threads may be held up by nobody. */
    private void tellHeldUp() {
        for (Thread thread : pool.alive()) {
            StuckThread where = new StuckThread(thread);
            if (thread.getState() != Thread.State.RUNNABLE && where.isInForeignCode()) {
                told.set(true);
                Thrown.warnSoon(
                        MOST_THREADS + " continuations of the plugin host's futures have not come to their end for "
                                + Deadline.words(RELIEF) + ", such as one at " + where.at("")
                                + ", and hold up the others; run what waits on an executor of your own, with"
                                + " thenAcceptAsync and the like",
                        where);
                return;
            }
        }
    }

    private void resize() {
        pool.resize(MOST_THREADS + waiting + relief);
    }

    private void lend() {
        lock.lock();
        try {
            if (waiting == MOST_WAITING) {
                throw new WouldBlockException(
                        MOST_WAITING + " continuations of the plugin host's futures wait for the plugin host already,"
                                + " and so would one more, called by " + Asker.here()
                                + "; use thenCompose instead of waiting, or run them on an executor of your own",
                        Origin.of(""),
                        null);
            }
            pool.resize(MOST_THREADS + waiting + 1 + relief);
            waiting++;
        } finally {
            lock.unlock();
        }
    }

    private void takeBack() {
        lock.lock();
        try {
            waiting--;
            resize();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more completions; what was delivered before is still run, whoever holds up the threads. */
    void shutDown() {
        pool.shutDown();
        lock.lock();
        try {
            relieve(pool.queued());
            resize();
        } finally {
            lock.unlock();
        }
    }
}
