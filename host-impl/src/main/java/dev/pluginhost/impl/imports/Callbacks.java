package dev.pluginhost.impl.imports;

import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.WouldBlockException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where futures that callers hold are completed, and so where their continuations run unless they name an executor: never on
 * an import thread. A bounded number of daemon threads, which end when idle. A continuation that waits for the host lends its
 * place meanwhile, so that what it waits for can be delivered. Safe for use by any thread.
 */
final class Callbacks {

    private static final int MOST_THREADS = 32;
    private static final int IDLE_SECONDS = 2;

    /** So many continuations may wait at the same time. */
    private static final int MOST_WAITING = 1024;

    /** A thread of one of these pools. */
    private static final class CallbackThread extends Thread {
        private final Callbacks owner;

        CallbackThread(Callbacks owner, ThreadGroup group, Runnable target, String name) {
            super(group, target, name, 0, false);
            this.owner = owner;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final ElasticPool pool;

    /** How many of the threads wait; guarded by the lock. */
    private int waiting;

    Callbacks(ClassLoader contextLoader) {
        this.pool = new ElasticPool(
                MOST_THREADS,
                IDLE_SECONDS,
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
            waiting++;
            pool.resize(MOST_THREADS + waiting);
        } finally {
            lock.unlock();
        }
    }

    private void takeBack() {
        lock.lock();
        try {
            waiting--;
            pool.resize(MOST_THREADS + waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more completions; what was delivered before is still run. */
    void shutDown() {
        pool.shutdown();
    }
}
