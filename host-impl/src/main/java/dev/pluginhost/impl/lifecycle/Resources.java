package dev.pluginhost.impl.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin leaves to be closed. Safe for use by any thread: a resource that is registered while, or after, the others
 * are closed is closed at once, so none is forgotten.
 */
final class Resources {

    /** Guarded by this deque's own monitor, as {@link #closed} is; never held while a resource is closed. */
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private boolean closed;

    /** Whether the resource is registered; if not, it is the caller's to close. */
    boolean register(AutoCloseable resource) {
        synchronized (open) {
            if (!closed) {
                open.push(resource);
            }
            return !closed;
        }
    }

    /** Closes all, the last one registered first. What they throw goes to the sink, one after another. */
    void close(Consumer<Throwable> sink) {
        synchronized (open) {
            closed = true;
        }
        for (AutoCloseable resource = next(); resource != null; resource = next()) {
            try {
                resource.close();
            } catch (Throwable thrown) { // a plugin's code may throw anything
                sink.accept(thrown);
            }
        }
    }

    private @Nullable AutoCloseable next() {
        synchronized (open) {
            return open.poll();
        }
    }
}
