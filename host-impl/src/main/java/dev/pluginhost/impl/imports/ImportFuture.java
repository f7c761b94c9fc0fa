package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportInterruptedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A future of one caller. Before somebody waits on it, or on one derived from it, the host has a word: it refuses on
 * non-blocking threads and within cycles, and on an import thread it runs there what is waited for. Safe for use by any
 * thread.
 */
final class ImportFuture<T> extends CompletableFuture<T> {

    private final Runnable beforeWait;

    ImportFuture(Runnable beforeWait) {
        this.beforeWait = beforeWait;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new ImportFuture<>(beforeWait);
    }

    @Override
    public T join() {
        if (!isDone()) {
            beforeWait.run();
        }
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        beforeGet();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (timeout > 0) {
            beforeGet();
        }
        return super.get(timeout, unit);
    }

    /** The contract of {@code get} has an exception of its own for interrupts, and clears the status with it. */
    private void beforeGet() throws InterruptedException {
        if (isDone()) {
            return;
        }
        try {
            beforeWait.run();
        } catch (ImportInterruptedException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
        }
    }
}
