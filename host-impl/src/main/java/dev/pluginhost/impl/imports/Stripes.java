package dev.pluginhost.impl.imports;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A fixed number of locks, of which each name has one, shared with other names. No two are ever held together. Safe for use
 * by any thread; virtual threads park on them and pin nothing.
 */
final class Stripes {

    private static final int COUNT = 64;

    /** Whether the thread holds a stripe, of whichever host; kept only where assertions are on. */
    private static final ThreadLocal<Boolean> HELD = new ThreadLocal<>();

    private final ReentrantLock[] locks = new ReentrantLock[COUNT];

    Stripes() {
        for (int i = 0; i < COUNT; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Makes a transition under the stripe of a name. It must be short, wait for nothing and call no foreign code. */
    <T> T under(String name, Supplier<T> transition) {
        int hash = name.hashCode();
        return under(locks[(hash ^ (hash >>> 16)) & (COUNT - 1)], transition);
    }

    /** Returns when every transition that was under way on the call is over. */
    void passThrough() {
        for (ReentrantLock lock : locks) {
            under(lock, () -> lock);
        }
    }

    private static <T> T under(ReentrantLock lock, Supplier<T> transition) {
        assert noneHeld() : "a second stripe on top of a first";
        lock.lock();
        try {
            assert note(true);
            return transition.get();
        } finally {
            assert note(false);
            lock.unlock();
        }
    }

    private static boolean note(boolean held) {
        if (held) {
            HELD.set(true);
        } else {
            HELD.remove();
        }
        return true;
    }

    /**
     * Whether the current thread holds no stripe, as it must not where it waits, calls others back, or runs a plugin's code.
     * For assertions alone: without them it is always true.
     */
    static boolean noneHeld() {
        return HELD.get() == null;
    }
}
