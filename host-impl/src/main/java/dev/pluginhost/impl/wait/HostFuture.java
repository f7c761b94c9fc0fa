package dev.pluginhost.impl.wait;

import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future of one caller. Before a thread waits for it, {@link Waits} decides whether that thread may wait, and gives its place to other
 * work. A derived future waits for what the future waits for that it is derived from. Thread-safe.
 */
public final class HostFuture<T> extends CompletableFuture<T> {

    /** What a future and all that are derived from it wait for. */
    private static final class Awaited {
        final Waits waits;
        final WaitingCall call;

        /** The operations that are to end; emptied by {@link HostFuture#release}, read by any thread. */
        volatile List<Operation> operations;

        /** Whether any plugin may be waited for. Written and read as the operations are. */
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

        void set(List<Operation> newOperations, boolean newWholeHost) {
            operations = newOperations;
            wholeHost = newWholeHost;
            known.complete(null);
        }
    }

    /** Written again only before another thread has the future. */
    private volatile Awaited awaited;

    private HostFuture(Awaited awaited) {
        this.awaited = awaited;
    }

    /** A future that ends with these operations; if there are none, they are not known before {@link #follow}. */
    public HostFuture(Waits waits, WaitingCall call, List<? extends Operation> operations) {
        this(new Awaited(waits, call, operations, false));
    }

    /** A future of something that the host does as a whole, and that may wait for any plugin. */
    public static <T> HostFuture<T> ofHost(Waits waits, WaitingCall call) {
        HostFuture<T> future = new HostFuture<>(new Awaited(waits, call, List.of(), true));
        CompletableFuture<T> unused = future.whenComplete((value, thrown) -> future.release());
        return future;
    }

    /** Waits for what another future waits for, from now on. */
    public void follow(CompletableFuture<?> next) {
        if (next instanceof HostFuture<?> other) {
            awaited.set(other.awaited.operations, other.awaited.wholeHost);
        } else {
            release();
        }
    }

    /** Runs a listener when the future has ended, and waits for nothing more then: callers cancel futures, and timeouts end them. */
    public void whenDone(Runnable listener) {
        if (!isDone()) {
            CompletableFuture<T> unused = whenComplete((value, thrown) -> {
                release();
                listener.run();
            });
        }
    }

    /** Waits for nothing more: the future has ended, and must not keep the plugins alive. */
    public void release() {
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

    // Waiting

    @Override
    public T join() {
        while (!isDone()) {
            CompletableFuture<?> unknown = unknown();
            Waits.Wait wait = enter();
            try {
                if (unknown == null) {
                    return super.join();
                }
                unknown.join();
            } finally {
                wait.close();
            }
        }
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        while (!isDone()) {
            CompletableFuture<?> unknown = unknown();
            Waits.Wait wait = enterInterruptibly();
            try {
                if (unknown == null) {
                    return super.get();
                }
                unknown.get();
            } finally {
                wait.close();
            }
        }
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Deadline deadline = Deadline.in(Duration.ofNanos(unit.toNanos(timeout)));
        while (!isDone() && deadline.left() > 0) {
            CompletableFuture<?> unknown = unknown();
            Waits.Wait wait = enterInterruptibly();
            try {
                if (unknown == null) {
                    return super.get(deadline.left(), TimeUnit.NANOSECONDS);
                }
                unknown.get(deadline.left(), TimeUnit.NANOSECONDS);
            } finally {
                wait.close();
            }
        }
        return super.get(0, TimeUnit.NANOSECONDS);
    }

    /**
     * Where a thread that runs an operation does not know yet what it waits for: completed when that is known, so that it looks for a cycle
     * again, or when this future is done. To be called before it looks for a cycle.
     */
    private @Nullable CompletableFuture<?> unknown() {
        return Waits.own() == null || awaited.known.isDone()
                ? null
                : CompletableFuture.anyOf(this, awaited.known).handle((first, thrown) -> first);
    }

    private Waits.Wait enter() {
        return awaited.waits.enter(awaited.call, awaited.operations, awaited.wholeHost);
    }

    /** The methods named {@code get} have an exception of their own for interrupts, and clear the interrupt status. */
    private Waits.Wait enterInterruptibly() throws InterruptedException {
        try {
            return enter();
        } catch (ImportInterruptedException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
        }
    }

    // The first of two: it waits for neither of them for certain

    private static <U> CompletableFuture<U> either(CompletableFuture<U> derived) {
        HostFuture<U> future = (HostFuture<U>) derived;
        future.awaited = new Awaited(future.awaited.waits, future.awaited.call, List.of(), false);
        return derived;
    }

    @Override
    public <U> CompletableFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return either(super.applyToEither(other, fn));
    }

    @Override
    public <U> CompletableFuture<U> applyToEitherAsync(CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return either(super.applyToEitherAsync(other, fn));
    }

    @Override
    public <U> CompletableFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
        return either(super.applyToEitherAsync(other, fn, executor));
    }

    @Override
    public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return either(super.acceptEither(other, action));
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return either(super.acceptEitherAsync(other, action));
    }

    @Override
    public CompletableFuture<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        return either(super.acceptEitherAsync(other, action, executor));
    }

    @Override
    public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return either(super.runAfterEither(other, action));
    }

    @Override
    public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return either(super.runAfterEitherAsync(other, action));
    }

    @Override
    public CompletableFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return either(super.runAfterEitherAsync(other, action, executor));
    }
}
