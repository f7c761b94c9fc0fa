package dev.pluginhost.impl.wait;

import dev.pluginhost.PluginException;
import dev.pluginhost.Reason;
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

    /** What you can do instead of waiting. */
    static final String CONTINUE = "go on with thenAccept and the like there";

    /** What a future and all that are derived from it wait for, and what messages say of the call. */
    static final class Awaited implements BiConsumer<@Nullable Object, @Nullable Throwable> {
        final Waits waits;

        /** The plugin, empty if it is none or several. */
        final String module;

        /** What is called, to be followed by a verb. */
        final String words;

        /** The call, if it is for several plugins; else empty. */
        final String batch;

        /** What you can do instead on a thread that must not wait. */
        final String instead;

        /** The operations that are to end. Set by the threads that end or follow futures, read by any. */
        volatile List<? extends Operation> operations = List.of();

        /** Whether any plugin may be waited for. Set and read as the operations are. */
        volatile boolean wholeHost;

        /** Completed when the operations are known. */
        final CompletableFuture<Void> known = new CompletableFuture<>();

        Awaited(Waits waits, String module, String words, String batch, String instead, boolean wholeHost) {
            this.waits = waits;
            this.module = module;
            this.words = words;
            this.batch = batch;
            this.instead = instead;
            this.wholeHost = wholeHost;
        }

        void set(List<? extends Operation> newOperations, boolean newWholeHost) {
            operations = List.copyOf(newOperations);
            wholeHost = newWholeHost;
            known.complete(null);
        }

        /** The future has ended: it waits for nothing more, and must not keep the plugins alive. */
        @Override
        public void accept(@Nullable Object value, @Nullable Throwable thrown) {
            set(List.of(), false);
        }
    }

    private final Awaited awaited;

    private HostFuture(Awaited awaited) {
        this.awaited = awaited;
    }

    /** A future that waits for what is not known yet, for any plugin if the last parameter says so, until {@link #await} or {@link #follow}. */
    HostFuture(Waits waits, String module, String words, String batch, String instead, boolean any) {
        this(new Awaited(waits, module, words, batch, instead, any));
        CompletableFuture<T> unused = whenComplete(awaited);
    }

    /** Waits for these operations. */
    public void await(List<? extends Operation> operations) {
        awaited.set(operations, false);
    }

    /** Waits for what another future waits for, from now on. */
    void follow(CompletableFuture<?> next) {
        if (next instanceof HostFuture<?> other && !isDone()) {
            awaited.set(other.awaited.operations, other.awaited.wholeHost);
        }
        if (isDone() || !(next instanceof HostFuture<?>)) { // it may have ended meanwhile
            awaited.accept(null, null);
        }
    }

    /** Ends like another future of the host. */
    @Override
    public void accept(@Nullable T value, @Nullable Throwable thrown) {
        Futures.pass(value, thrown, this);
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
        if (isUnknown()) {
            begin();
            try {
                known().join();
            } finally {
                awaited.waits.end();
            }
        }
        begin();
        try {
            return super.join();
        } finally {
            awaited.waits.end();
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
        if (isUnknown()) {
            beginInterruptibly();
            try {
                Object unused = known().get(deadline.left(), TimeUnit.NANOSECONDS);
            } finally {
                awaited.waits.end();
            }
        }
        beginInterruptibly();
        try {
            return super.get(deadline.left(), TimeUnit.NANOSECONDS);
        } finally {
            awaited.waits.end();
        }
    }

    /** Whether the thread, which runs an operation, must first wait until it is known what to wait for, so that a cycle is seen. */
    private boolean isUnknown() {
        return Waits.own() != null && !awaited.known.isDone();
    }

    private CompletableFuture<@Nullable Object> known() {
        return CompletableFuture.anyOf(this, awaited.known).handle((first, thrown) -> null);
    }

    private void begin() {
        awaited.waits.enter(awaited);
    }

    /** The methods named {@code get} have an exception of their own for interrupts, and clear the interrupt status. */
    private void beginInterruptibly() throws InterruptedException {
        try {
            begin();
        } catch (PluginException e) {
            if (e.reason() != Reason.INTERRUPTED) {
                throw e;
            }
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
        }
    }
}
