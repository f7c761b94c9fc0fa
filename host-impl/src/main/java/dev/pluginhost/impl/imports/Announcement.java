package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How something ended: made once, heard by all who listen, before or after. Safe for use by any thread.
 *
 * @param <T> what there is to tell
 */
final class Announcement<T> {

    private final String what;

    /** Set once, by whoever announces the end. */
    private final AtomicReference<@Nullable T> end = new AtomicReference<>();

    private final CountDownLatch made = new CountDownLatch(1);
    private final ReentrantLock listening = new ReentrantLock();

    /**
     * By what they are known by, in the order in which they came. Guarded by {@link #listening}, which is never held while a listener
     * runs. Emptied when the end is announced.
     */
    private final Map<Object, Consumer<T>> listeners = new LinkedHashMap<>();

    /**
     * An announcement that has yet to be made.
     *
     * @param what of what, to follow "Somebody who waits for" in the log
     */
    Announcement(String what) {
        this.what = what;
    }

    /** The end, if it has been announced. */
    @Nullable
    T end() {
        return end.get();
    }

    boolean isMade() {
        return end.get() != null;
    }

    /** Announces the end; the first one counts. Listeners run on the calling thread, each whatever the others do. */
    void make(T how) {
        assert Stripes.noneHeld() : "an announcement tells others, who may want a stripe";
        if (!end.compareAndSet(null, how)) {
            return;
        }
        made.countDown();
        Consumer<T> listener;
        while ((listener = nextListener()) != null) {
            try {
                listener.accept(how);
            } catch (Throwable thrown) { // such as no memory for one more thread: the others must be told all the same
                Thrown.warn("Somebody who waits for " + what + " could not be told that it is over", thrown);
            }
        }
    }

    /** Taken out one by one: to copy them may fail for want of memory, and they must be told. */
    private @Nullable Consumer<T> nextListener() {
        listening.lock();
        try {
            Iterator<Consumer<T>> first = listeners.values().iterator();
            if (!first.hasNext()) {
                return null;
            }
            Consumer<T> listener = first.next();
            first.remove();
            return listener;
        } finally {
            listening.unlock();
        }
    }

    /** Calls back with the end, at once if there is one already. The listener must be quick and must not throw. */
    void whenMade(Consumer<T> listener) {
        whenMade(listener, listener);
    }

    /**
     * Likewise.
     *
     * @param key what the listener is known by, to {@link #forget} it; no other is known by it
     */
    void whenMade(Object key, Consumer<T> listener) {
        listening.lock();
        try {
            // make() empties this only after the end is set: either it sees this listener or we see the end
            if (end.get() == null) {
                listeners.put(key, listener);
                return;
            }
        } finally {
            listening.unlock();
        }
        listener.accept(known());
    }

    /** Forgets a listener. It may be called back all the same if the end is announced meanwhile. */
    void forget(Object key) {
        listening.lock();
        try {
            listeners.remove(key);
        } finally {
            listening.unlock();
        }
    }

    /**
     * Waits for the end until a deadline.
     *
     * @return null if that passes first
     */
    @Nullable
    T await(Deadline deadline) throws InterruptedException {
        if (isMade()) {
            return known(); // which an interrupt must not keep from anybody
        }
        if (!deadline.isSet()) {
            made.await();
        } else if (!made.await(deadline.left(), TimeUnit.NANOSECONDS)) {
            return null;
        }
        return known();
    }

    private T known() {
        T how = end.get();
        if (how == null) {
            throw new IllegalStateException("The end of " + what + " has not been announced");
        }
        return how;
    }
}
