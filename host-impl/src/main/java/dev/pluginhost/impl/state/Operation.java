package dev.pluginhost.impl.state;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The import or the unloading of one plugin, from its request to its one result. Thread-safe. */
public abstract sealed class Operation permits Import, Unload {

    /** What came of an operation, or of a request for a plugin. */
    public sealed interface Outcome {

        record Present(Imported imported) implements Outcome {}

        record Failed(FailedImport failure) implements Outcome {}

        /** The plugin was unloaded, or its unloading was called off with the host. */
        record Gone() implements Outcome {}

        /** The module, or the failure as a new exception for this caller. */
        default ImportedModule get() {
            if (this instanceof Present present) {
                return present.imported.handle();
            }
            if (this instanceof Failed failed) {
                throw failed.failure.exception();
            }
            throw new IllegalStateException("No result: " + this);
        }
    }

    private final String name;
    private final Path location;
    private final Caller caller;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);

    /** The first one first. The thread that removes one runs it, so each runs once. */
    private final Set<Runnable> listeners = Collections.synchronizedSet(new LinkedHashSet<>(2));

    /** Written once, before the listeners are looked at. */
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

    Operation(String name, Path location, Caller caller) {
        this.name = name;
        this.location = location;
        this.caller = caller;
    }

    public final String name() {
        return name;
    }

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

    public final boolean hasBegun() {
        return begun.get();
    }

    /** The operations that must end before this one can begin; empty when it has begun. */
    public final List<Operation> needs() {
        return hasBegun() ? List.of() : pending();
    }

    /** Runs a listener once, when this can begin. To be called once, with no lock held. */
    public final void whenReady(Runnable listener) {
        Runnable unused = whenAllOver(pending(), listener);
    }

    /** Runs a listener once, when all these are over; returns what is registered with each of them. */
    public static Runnable whenAllOver(Collection<? extends Operation> operations, Runnable listener) {
        AtomicInteger left = new AtomicInteger(operations.size() + 1);
        Runnable countDown = () -> {
            if (left.decrementAndGet() == 0) {
                listener.run();
            }
        };
        for (Operation operation : operations) {
            operation.whenOver(countDown);
        }
        countDown.run();
        return countDown;
    }

    /** The result; null if it is not known yet. */
    public final @Nullable Outcome outcome() {
        return outcome.get();
    }

    public final boolean isOver() {
        return outcome.get() != null;
    }

    /** Sets the result, wakes the threads that wait for it, and runs the listeners on this thread. Only the first call has an effect. */
    final void finish(Outcome result) {
        assert Stripes.noneHeld() : "listeners may need a stripe";
        if (outcome.compareAndSet(null, result)) {
            over.countDown();
            for (Runnable listener : listeners.toArray(new Runnable[0])) {
                runOnce(listener);
            }
        }
    }

    private void runOnce(Runnable listener) {
        try {
            if (listeners.remove(listener)) {
                listener.run();
            }
        } catch (Throwable thrown) { // the others must run
            Thrown.warnSoon("A listener for the " + words() + " failed: " + Thrown.text(thrown), thrown);
        }
    }

    /** Runs a quick listener once, when the result is known: on the thread that sets it, or on this thread if it is known already. */
    public final void whenOver(Runnable listener) {
        listeners.add(listener);
        if (isOver()) { // otherwise finish() sees the listener
            runOnce(listener);
        }
    }

    /** Removes a listener, which may still run if the result becomes known at the same time. */
    public final void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /** Waits for the result; false if the deadline passes first. */
    public final boolean await(Deadline deadline) throws InterruptedException {
        return isOver() || over.await(deadline.left(), TimeUnit.NANOSECONDS); // true for an interrupted thread, too
    }
}
