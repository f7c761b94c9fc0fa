package dev.pluginhost.impl.wait;

import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A future of one caller. Before a thread waits for it, {@link Waits} decides whether that thread may wait, and gives its place to other
 * work. A derived future waits for what the future waits for that it is derived from. Thread-safe.
 */
public final class HostFuture<T> extends CompletableFuture<T> implements BiConsumer<@Nullable T, @Nullable Throwable> {

    static final String CONTINUE = "go on with thenAccept and the like there";

    /**
     * A call that waits, for messages: the plugin, empty if it is none or several; what is called, to be followed by a verb; the call, if it is
     * for several plugins; what you can do instead on a thread that must not wait. Immutable.
     */
    record WaitingCall(String module, String words, String batch, String instead) {}

    /** What a future and all that are derived from it wait for. */
    private static final class Awaited {
        final Waits waits;
        final WaitingCall call;

        /** The operations that are to end. Set by the threads that end or follow futures, read by any. */
        volatile List<? extends Operation> operations;

        /** Whether any plugin may be waited for. Set and read as the operations are. */
        volatile boolean wholeHost;

        /** Completed when the operations are known. */
        final CompletableFuture<Void> known = new CompletableFuture<>();

        Awaited(Waits waits, WaitingCall call, List<? extends Operation> operations, boolean wholeHost) {
            this.waits = waits;
            this.call = call;
            this.operations = List.copyOf(operations);
            this.wholeHost = wholeHost;
            if (!operations.isEmpty()) {
                known.complete(null);
            }
        }

        void set(List<? extends Operation> newOperations, boolean newWholeHost) {
            operations = newOperations;
            wholeHost = newWholeHost;
            known.complete(null);
        }
    }

    private final Awaited awaited;

    private HostFuture(Awaited awaited) {
        this.awaited = awaited;
    }

    private HostFuture(Waits waits, WaitingCall call, List<? extends Operation> operations, boolean wholeHost) {
        this(new Awaited(waits, call, operations, wholeHost));
    }

    /** A future of one plugin, which ends with its import. */
    public static HostFuture<ImportedModule> ofImport(
            Waits waits, String module, List<? extends Operation> operations) {
        String words = "Waiting for the future of importModuleAsync(\"" + module + "\"), which is not imported yet,";
        return new HostFuture<>(waits, new WaitingCall(module, words, "", CONTINUE), operations, false);
    }

    /** A future of a call for several plugins. */
    public static <T> HostFuture<T> ofBatch(Waits waits, String call, List<? extends Operation> operations) {
        String words = "Waiting for the future of " + call + ", of which some are not imported yet,";
        return new HostFuture<>(waits, new WaitingCall("", words, call, CONTINUE), operations, false);
    }

    /** A future of a plugin's unloading. */
    public static <T> HostFuture<T> ofUnload(Waits waits, String module, List<? extends Operation> operations) {
        String words = "Waiting for the future of unload(\"" + module + "\")";
        return new HostFuture<>(waits, new WaitingCall(module, words, "", CONTINUE), operations, false);
    }

    /** A future of something that the host does as a whole; {@code any} if it may wait for any plugin before {@link #follow}. */
    static <T> HostFuture<T> ofHost(Waits waits, String module, String words, String instead, boolean any) {
        return new HostFuture<>(waits, new WaitingCall(module, words, "", instead), List.of(), any);
    }

    /** Waits for what another future waits for, from now on. */
    void follow(CompletableFuture<?> next) {
        if (next instanceof HostFuture<?> other) {
            awaited.set(other.awaited.operations, other.awaited.wholeHost);
        }
        if (isDone() || !(next instanceof HostFuture<?>)) {
            release();
        }
    }

    /** Runs a listener when the future has ended, and waits for nothing more then: callers cancel futures, and timeouts end them. */
    public void whenDone(Runnable listener) {
        if (isDone()) {
            release();
        } else {
            CompletableFuture<T> unused = whenComplete((value, thrown) -> {
                release();
                listener.run();
            });
        }
    }

    /** Ends like another future of the host, and waits for nothing more. */
    @Override
    public void accept(@Nullable T value, @Nullable Throwable thrown) {
        Futures.pass(value, thrown, this);
        release();
    }

    /** Waits for nothing more: the future has ended, and must not keep the plugins alive. */
    void release() {
        awaited.set(List.of(), false);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new HostFuture<>(awaited);
    }

    /** A future too, unlike the JDK's: a wait for what is made of it must be known as well. */
    @Override
    public CompletionStage<T> minimalCompletionStage() {
        return copy();
    }

    @Override
    public T join() {
        if (isDone()) {
            return super.join();
        }
        Waits.Wait wait = enter();
        try {
            return super.join();
        } finally {
            wait.close();
        }
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        try {
            return get(Deadline.FOREVER.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (isDone() || timeout <= 0) {
            return super.get(timeout, unit);
        }
        Deadline deadline = Deadline.in(Duration.ofNanos(unit.toNanos(timeout)));
        Waits.Wait wait = enterInterruptibly(deadline);
        try {
            return super.get(deadline.left(), TimeUnit.NANOSECONDS);
        } finally {
            wait.close();
        }
    }

    /** A thread that runs an operation first waits until it is known what to wait for, so that a cycle is seen. */
    private boolean isUnknown() {
        return Waits.own() != null && !awaited.known.isDone();
    }

    private CompletableFuture<@Nullable Object> known() {
        return CompletableFuture.anyOf(this, awaited.known).handle((first, thrown) -> null);
    }

    private Waits.Wait begin() {
        return awaited.waits.enter(awaited.call, awaited.operations, awaited.wholeHost);
    }

    private Waits.Wait enter() {
        if (isUnknown()) {
            Waits.Wait wait = begin();
            try {
                known().join();
            } finally {
                wait.close();
            }
        }
        return begin();
    }

    /** The methods named {@code get} have an exception of their own for interrupts, and clear the interrupt status. */
    private Waits.Wait enterInterruptibly(Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            if (isUnknown()) {
                Waits.Wait wait = begin();
                try {
                    Object unused = known().get(deadline.left(), TimeUnit.NANOSECONDS);
                } finally {
                    wait.close();
                }
            }
            return begin();
        } catch (PluginException e) {
            if (!(e instanceof ImportInterruptedException)) {
                throw e;
            }
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
        }
    }
}
