package dev.pluginhost.impl.imports;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@link CompletableFuture#minimalCompletionStage} gives: only what {@link java.util.concurrent.CompletionStage} has. The stage of
 * the JDK gives plain futures, for which nobody is asked whether they may be waited for; this one gives those of the host. Safe for use
 * by any thread.
 */
final class MinimalFuture<T> extends ImportFuture<T> {

    MinimalFuture(ImportFuture<?> source) {
        super(source);
    }

    /** Ends as another one has ended. */
    void follow(T value, @Nullable Throwable thrown) {
        if (thrown == null) {
            super.complete(value);
        } else {
            super.completeExceptionally(
                    thrown instanceof CompletionException ? thrown : new CompletionException(thrown));
        }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new MinimalFuture<>(this);
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        ImportFuture<T> future = new ImportFuture<>(this);
        CompletableFuture<T> unused = whenComplete((value, thrown) -> {
            if (thrown == null) {
                future.complete(value);
            } else {
                future.completeExceptionally(thrown);
            }
        });
        return future;
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("a minimal completion stage; use toCompletableFuture()");
    }

    @Override
    public T join() {
        throw unsupported();
    }

    @Override
    public T get() {
        throw unsupported();
    }

    @Override
    public T get(long timeout, TimeUnit unit) {
        throw unsupported();
    }

    @Override
    public T getNow(T valueIfAbsent) {
        throw unsupported();
    }

    @Override
    public boolean complete(T value) {
        throw unsupported();
    }

    @Override
    public boolean completeExceptionally(Throwable thrown) {
        throw unsupported();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        throw unsupported();
    }

    @Override
    public void obtrudeValue(T value) {
        throw unsupported();
    }

    @Override
    public void obtrudeException(Throwable thrown) {
        throw unsupported();
    }

    @Override
    public boolean isDone() {
        throw unsupported();
    }

    @Override
    public boolean isCancelled() {
        throw unsupported();
    }

    @Override
    public boolean isCompletedExceptionally() {
        throw unsupported();
    }

    @Override
    public int getNumberOfDependents() {
        throw unsupported();
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        throw unsupported();
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier) {
        throw unsupported();
    }

    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        throw unsupported();
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        throw unsupported();
    }
}
