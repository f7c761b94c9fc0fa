package dev.pluginhost.impl.imports;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A fixed number of locks, of which each name has one, shared with other names. No two are ever held together. Safe for use
 * by any thread; virtual threads park on them and pin nothing.
 */
final class Stripes {

    private static final int COUNT = 64;

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
        lock.lock();
        try {
            return transition.get();
        } finally {
            lock.unlock();
        }
    }
}
