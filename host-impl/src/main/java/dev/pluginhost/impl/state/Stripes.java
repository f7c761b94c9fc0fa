package dev.pluginhost.impl.state;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A fixed number of locks, of which each name has one, shared with other names. A thread never holds two of them. Thread-safe; virtual
 * threads park on them and pin nothing.
 */
final class Stripes {

    private static final int COUNT = 64;

    /** The stripe of any host that this thread has taken last; kept only where assertions are enabled. */
    private static final ThreadLocal<ReentrantLock> LAST = new ThreadLocal<>();

    private final ReentrantLock[] locks = new ReentrantLock[COUNT];

    Stripes() {
        for (int i = 0; i < COUNT; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Locks the stripe of a name, for a transition that is short, waits for nothing and calls no foreign code. */
    ReentrantLock lock(String name) {
        int hash = name.hashCode();
        ReentrantLock lock = locks[(hash ^ (hash >>> 16)) & (COUNT - 1)];
        assert noneHeld() : "a second stripe inside a first";
        lock.lock();
        assert note(lock);
        return lock;
    }

    private static boolean note(ReentrantLock taken) {
        LAST.set(taken);
        return true;
    }

    /** Whether this thread holds no stripe; for assertions only. It must hold none where it waits, calls listeners or runs a plugin's code. */
    static boolean noneHeld() {
        ReentrantLock last = LAST.get();
        return last == null || !last.isHeldByCurrentThread();
    }
}
