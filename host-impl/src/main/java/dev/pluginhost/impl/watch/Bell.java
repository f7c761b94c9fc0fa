package dev.pluginhost.impl.watch;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes the watch's thread. A ring that nobody waits for is kept for whoever waits next. Safe for use by any thread. */
final class Bell {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();

    /** Both under the lock. */
    private boolean rung;

    private boolean silent;

    /** Something may have happened. */
    void ring() {
        lock.lock();
        try {
            rung = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting, from now on. */
    void silence() {
        lock.lock();
        try {
            silent = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits. An interrupt ends it, and is taken: nobody has a reason to interrupt, and it must not end the watch.
     *
     * @param least for so many nanoseconds whatever happens, unless silent
     * @param most for so many nanoseconds if it does not ring
     * @return whether it rang
     */
    boolean await(long least, long most) {
        lock.lock();
        try {
            long begun = System.nanoTime();
            while (!silent) {
                long left = (rung ? least : Math.max(least, most)) - (System.nanoTime() - begun);
                if (left <= 0) {
                    break;
                }
                woken.awaitNanos(left);
            }
            return rung;
        } catch (InterruptedException e) {
            return rung;
        } finally {
            rung = false;
            lock.unlock();
        }
    }
}
