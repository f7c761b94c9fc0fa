package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportInterruptedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A future of one caller. Before somebody waits on it, or on one derived from it, the host has a word: it refuses on
 * non-blocking threads and within cycles, and has the place of an import thread taken meanwhile. Safe for use by any
 * thread.
 *
 * <p>A future that is derived waits for what its source waits for; where it is derived from two, the methods below tell it of
 * the other.
 */
class ImportFuture<T> extends CompletableFuture<T> {

    /** So many parts are known of what a future waits for; of one that has more, the rest ends by deadline only. */
    private static final int MOST_PARTS = 64;

    private final Waits waits;
    private final WaitingCall call;

    /** Written by who makes the future, before anybody else has it; read by any thread. */
    private volatile List<Awaited> awaited;

    ImportFuture(Waits waits, WaitingCall call, List<Awaited> awaited) {
        this.waits = waits;
        this.call = call;
        this.awaited = awaited;
    }

    /** A future that waits for what another one waits for. */
    ImportFuture(ImportFuture<?> source) {
        this(source.waits, source.call, source.awaited);
    }

    @Override
    public CompletionStage<T> minimalCompletionStage() {
        MinimalFuture<T> stage = new MinimalFuture<>(this);
        CompletableFuture<T> unused = whenComplete(stage::follow);
        return stage;
    }

    /** Waits for plugins no more, as it has ended; they forget it. */
    void release() {
        for (Awaited part : awaited) {
            if (part instanceof Awaited.Transits transits) {
                transits.release();
            }
        }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new ImportFuture<>(waits, call, awaited);
    }

    // Waiting

    @Override
    public T join() {
        while (!isDone()) {
            CompletableFuture<?> sooner = doneOrMoreIsKnown();
            Stay stay = waits.stay(call, awaited);
            try {
                if (sooner == null) {
                    return super.join();
                }
                sooner.join();
            } finally {
                stay.close();
            }
        }
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        while (!isDone()) {
            CompletableFuture<?> sooner = doneOrMoreIsKnown();
            Stay stay = interruptibleStay();
            try {
                if (sooner == null) {
                    return super.get();
                }
                sooner.get();
            } finally {
                stay.close();
            }
        }
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Deadline deadline = Deadline.in(Duration.ofNanos(unit.toNanos(timeout)));
        while (!isDone() && deadline.left() > 0) {
            CompletableFuture<?> sooner = doneOrMoreIsKnown();
            Stay stay = interruptibleStay();
            try {
                if (sooner == null) {
                    return super.get(deadline.left(), TimeUnit.NANOSECONDS);
                }
                sooner.get(deadline.left(), TimeUnit.NANOSECONDS);
            } finally {
                stay.close();
            }
        }
        return super.get(0, TimeUnit.NANOSECONDS);
    }

    /**
     * Where the wait may close a circle: ends when this future does, in whatever way, or when a function has given what this
     * future waits for next, so that the circle is looked for anew. Null where there is no such function or no circle to fear.
     * To be asked before the circle is looked for: what is given in between must not be missed.
     */
    private @Nullable CompletableFuture<?> doneOrMoreIsKnown() {
        if (ImportThread.current() == null && StopThread.current() == null) {
            return null;
        }
        List<CompletableFuture<?>> ends = new ArrayList<>(List.of(this));
        for (Awaited part : awaited) {
            if (part instanceof Awaited.Late late && !late.given().isDone()) {
                ends.add(late.given());
            }
        }
        // of one future this would be one of our own
        return ends.size() == 1
                ? null
                : CompletableFuture.anyOf(ends.toArray(CompletableFuture<?>[]::new))
                        .handle((first, thrown) -> first);
    }

    /** The contract of {@code get} has an exception of its own for interrupts, and clears the status with it. */
    private Stay interruptibleStay() throws InterruptedException {
        try {
            return waits.stay(call, awaited);
        } catch (ImportInterruptedException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
        }
    }

    // Deriving

    static List<Awaited> partsOf(CompletionStage<?> stage) {
        return stage instanceof ImportFuture<?> future ? future.awaited : List.of();
    }

    /** A future that waits for this one and for more. */
    private <U> CompletableFuture<U> alsoFor(List<Awaited> more, CompletableFuture<U> derived) {
        Set<Awaited> parts = new LinkedHashSet<>();
        addTo(parts, awaited);
        addTo(parts, more);
        ((ImportFuture<U>) derived).awaited = List.copyOf(parts);
        return derived;
    }

    private static void addTo(Set<Awaited> parts, List<Awaited> more) {
        for (Awaited part : more) {
            if (parts.size() < MOST_PARTS && !part.isOver()) {
                parts.add(part);
            }
        }
    }

    private <U> CompletableFuture<U> both(CompletionStage<?> other, CompletableFuture<U> derived) {
        return alsoFor(partsOf(other), derived);
    }

    /** A future that waits for whichever comes first: nothing need come about for certain. */
    private static <U> CompletableFuture<U> either(CompletableFuture<U> derived) {
        ((ImportFuture<U>) derived).awaited = List.of();
        return derived;
    }

    /** A future that also waits for what a function gives, once it has. */
    private <A, U> CompletableFuture<U> composed(
            Function<? super A, ? extends CompletionStage<U>> function,
            Function<Function<A, CompletionStage<U>>, CompletableFuture<U>> compose) {
        Objects.requireNonNull(function);
        Awaited.Late later = new Awaited.Late();
        return alsoFor(List.of(later), compose.apply(argument -> {
            CompletionStage<U> next = function.apply(argument);
            later.is(partsOf(next));
            return next;
        }));
    }

    @Override
    public <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> fn) {
        return composed(fn, super::thenCompose);
    }

    @Override
    public <U> CompletableFuture<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> fn) {
        return composed(fn, super::thenComposeAsync);
    }

    @Override
    public <U> CompletableFuture<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
        return composed(fn, noted -> super.thenComposeAsync(noted, executor));
    }

    @Override
    public CompletableFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> fn) {
        return composed(fn, super::exceptionallyCompose);
    }

    @Override
    public CompletableFuture<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> fn) {
        return composed(fn, super::exceptionallyComposeAsync);
    }

    @Override
    public CompletableFuture<T> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
        return composed(fn, noted -> super.exceptionallyComposeAsync(noted, executor));
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        return both(other, super.thenCombine(other, fn));
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        return both(other, super.thenCombineAsync(other, fn));
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn, Executor executor) {
        return both(other, super.thenCombineAsync(other, fn, executor));
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return both(other, super.thenAcceptBoth(other, action));
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return both(other, super.thenAcceptBothAsync(other, action));
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action, Executor executor) {
        return both(other, super.thenAcceptBothAsync(other, action, executor));
    }

    @Override
    public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return both(other, super.runAfterBoth(other, action));
    }

    @Override
    public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        return both(other, super.runAfterBothAsync(other, action));
    }

    @Override
    public CompletableFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return both(other, super.runAfterBothAsync(other, action, executor));
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
