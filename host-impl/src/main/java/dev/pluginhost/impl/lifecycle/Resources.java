package dev.pluginhost.impl.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin leaves to be closed, the last one registered first. Safe for use by any thread: each resource is given out once,
 * and once this is sealed no other is taken, so none is forgotten. It closes nothing itself.
 */
final class Resources {

    /** Guarded by this deque's own monitor, as {@link #sealed} is; never held while a resource is closed. */
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private boolean sealed;

    /** Whether the resource is registered; if not, it is the caller's to close. */
    boolean register(AutoCloseable resource) {
        synchronized (open) {
            if (!sealed) {
                open.push(resource);
            }
            return !sealed;
        }
    }

    /** Takes no more resources. */
    void seal() {
        synchronized (open) {
            sealed = true;
        }
    }

    /** The last one that was registered and not given out; null if there is none. The caller closes it. */
    @Nullable
    AutoCloseable next() {
        synchronized (open) {
            return open.poll();
        }
    }
}
