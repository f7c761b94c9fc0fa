package dev.pluginhost.impl.state;

import dev.pluginhost.impl.lifecycle.Thrown;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The import or the unloading of one plugin, from its request to its one result. Safe for use by any thread.
 */
public abstract sealed class Operation permits Import, Unload {

    private final String name;
    private final Path location;
    private final Caller caller;

    private final AtomicBoolean begun = new AtomicBoolean();

    /** Released when the result is known. */
    private final CountDownLatch over = new CountDownLatch(1);

    /** In the order of their registration. Guarded by its own monitor, which is not held while one runs. Emptied by the end. */
    private final Set<Runnable> listeners = new LinkedHashSet<>();

    /** Written once under the monitor of {@link #listeners}; read by any thread. */
    private volatile @Nullable Outcome outcome;

    Operation(String name, Path location, Caller caller) {
        this.name = name;
        this.location = location;
        this.caller = caller;
    }

    /** The name of the plugin. */
    public final String name() {
        return name;
    }

    /** The artifact of the plugin. */
    public final Path location() {
        return location;
    }

    /** The code that asked first. */
    public final Caller caller() {
        return caller;
    }

    /** The operation, for messages: {@code import of plugin acme.weather}. */
    public abstract String words();

    /** The instance that it begins or ends; null if that has ended. */
    public abstract @Nullable PluginInstance instance();

    /** The thread that runs it, or has run it; null if none has begun. */
    public abstract @Nullable Thread thread();

    /** The operations that must end before this one can begin, whether it has begun or not. */
    abstract List<Operation> pending();

    /** Makes the caller the one that runs it, or calls it off; true for one only. */
    public final boolean begin() {
        return begun.compareAndSet(false, true);
    }

    /** Whether it has begun. */
    public final boolean hasBegun() {
        return begun.get();
    }

    /** The operations that must end before this one can begin; empty when it has begun. */
    public final List<Operation> needs() {
        return hasBegun() ? List.of() : pending();
    }

    /** Runs a listener once, when this can begin. To be called once, with no lock held. */
    public final void whenReady(Runnable listener) {
        List<Operation> first = pending();
        AtomicInteger left = new AtomicInteger(first.size() + 1);
        Runnable countDown = () -> {
            if (left.decrementAndGet() == 0) {
                listener.run();
            }
        };
        for (Operation operation : first) {
            operation.whenOver(countDown);
        }
        countDown.run();
    }

    /** The result; null if it is not known yet. */
    public final @Nullable Outcome outcome() {
        return outcome;
    }

    /** Whether the result is known. */
    public final boolean isOver() {
        return outcome != null;
    }

    /**
     * Sets the result, wakes the threads that wait for it, and runs the listeners on this thread. Only the first call has an effect.
     */
    final void finish(Outcome result) {
        assert Stripes.noneHeld() : "listeners may need a stripe";
        List<Runnable> registered;
        synchronized (listeners) {
            if (outcome != null) {
                return;
            }
            registered = new ArrayList<>(listeners);
            outcome = result;
            listeners.clear();
        }
        over.countDown();
        for (Runnable listener : registered) {
            try {
                listener.run();
            } catch (Throwable thrown) { // the others must run
                Thrown.warnSoon("A listener for the " + words() + " failed: " + Thrown.text(thrown), thrown);
            }
        }
    }

    /**
     * Registers a listener that runs once, when the result is known: on the thread that sets it, or on this thread if it is known already.
     * The listener must be quick.
     */
    public final void whenOver(Runnable listener) {
        synchronized (listeners) {
            if (outcome == null) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /** Removes a listener. It may still run if the result becomes known at the same time. */
    public final void forget(Runnable listener) {
        synchronized (listeners) {
            listeners.remove(listener);
        }
    }

    /**
     * Waits for the result.
     *
     * @return false if the deadline passes first
     */
    public final boolean await(Deadline deadline) throws InterruptedException {
        if (isOver()) {
            return true; // also for a thread that is interrupted
        }
        if (!deadline.isSet()) {
            over.await();
            return true;
        }
        return over.await(deadline.left(), TimeUnit.NANOSECONDS);
    }

    @Override
    public final String toString() {
        return words();
    }
}
