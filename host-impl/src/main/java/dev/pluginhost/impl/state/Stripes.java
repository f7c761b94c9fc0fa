package dev.pluginhost.impl.state;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A fixed number of locks, of which each name has one, shared with other names. A thread never holds two of them. Thread-safe; virtual
 * threads park on them and pin nothing.
 */
final class Stripes {

    private static final int COUNT = 64;

    /** Whether this thread holds a stripe of any host; kept only where assertions are enabled. */
    private static final ThreadLocal<Boolean> HELD = new ThreadLocal<>();

    private static final class Stripe extends ReentrantLock {

        private static final long serialVersionUID = 1L;

        @Override
        public void lock() {
            assert noneHeld() : "a second stripe inside a first";
            super.lock();
            assert note(true);
        }

        @Override
        public void unlock() {
            assert note(false);
            super.unlock();
        }

        private static boolean note(boolean held) {
            if (held) {
                HELD.set(true);
            } else {
                HELD.remove();
            }
            return true;
        }
    }

    private final Stripe[] locks = new Stripe[COUNT];

    Stripes() {
        for (int i = 0; i < COUNT; i++) {
            locks[i] = new Stripe();
        }
    }

    /** Locks the stripe of a name, for a transition that is short, waits for nothing and calls no foreign code. */
    ReentrantLock lock(String name) {
        int hash = name.hashCode();
        Stripe lock = locks[(hash ^ (hash >>> 16)) & (COUNT - 1)];
        lock.lock();
        return lock;
    }

    /** Whether this thread holds no stripe; for assertions only. It must hold none where it waits, calls listeners or runs a plugin's code. */
    static boolean noneHeld() {
        return HELD.get() == null;
    }
}
