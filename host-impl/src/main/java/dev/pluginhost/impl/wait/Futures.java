package dev.pluginhost.impl.wait;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.threads.CallbackThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes futures for callers, and completes them on callback threads. Thread-safe. */
public final class Futures {

    private final Waits waits;
    private final CallbackThreads callbacks;

    public Futures(Waits waits, CallbackThreads callbacks) {
        this.waits = waits;
        this.callbacks = callbacks;
    }

    /** A future of a plugin that is imported. */
    public CompletableFuture<ImportedModule> answered(ImportedModule there) {
        CompletableFuture<ImportedModule> future = HostFuture.ofHost(
                waits, "", "Waiting for what is made of the future of importModuleAsync", HostFuture.CONTINUE, false);
        future.complete(there);
        return future;
    }

    /** A future of what the host does as a whole. Waits for it are refused within a plugin's start or stop. */
    public <T> HostFuture<T> ofHost(String module, String call, String instead) {
        return HostFuture.ofHost(waits, module, call, instead, true);
    }

    /** A future of what the host does as a whole, for a thread of a caller that waits for it; not for foreign code. */
    public <T> CompletableFuture<T> guarded(CompletableFuture<T> own, String call, String instead) {
        HostFuture<T> guarded = ofHost("", call, instead);
        CompletableFuture<T> unused = own.whenComplete(guarded);
        return guarded;
    }

    /** Runs what completes a future on a callback thread. */
    public void deliver(Runnable completion) {
        callbacks.deliver(completion);
    }

    /**
     * What is made of a future's result, such as the graph; the future is the caller's own.
     *
     * @param any whether the first future may wait for any plugin, so that no plugin may wait for this in its start or stop
     */
    public <A, T> CompletableFuture<T> then(
            CompletableFuture<A> first,
            String module,
            String call,
            String instead,
            boolean any,
            Function<A, CompletableFuture<T>> use) {
        HostFuture<T> answer = HostFuture.ofHost(waits, module, call, instead, any);
        answer.whenDone(() -> {}); // so that it waits for nothing more
        deliver(
                first.thenCompose(there -> {
                    CompletableFuture<T> next = use.apply(there);
                    answer.follow(next);
                    CompletableFuture<T> unused = ending(next, answer);
                    return next;
                }),
                answer);
        return answer;
    }

    /** Completes a future like another one, on a callback thread. */
    public <T> void deliver(CompletableFuture<T> source, CompletableFuture<? super T> target) {
        CompletableFuture<T> unused =
                source.whenComplete((value, thrown) -> callbacks.deliver(() -> pass(value, thrown, target)));
    }

    /** Waits for a future of the host's own, on a thread of the host. */
    public static <T> T settled(CompletableFuture<T> future) {
        CompletableFuture<T> plain = new CompletableFuture<>();
        CompletableFuture<T> unused = future.whenComplete((value, thrown) -> pass(value, thrown, plain));
        return plain.join();
    }

    /** Completes a future with the result of another one, without the exception in which futures wrap a failure. */
    public static <T> void pass(@Nullable T value, @Nullable Throwable thrown, CompletableFuture<? super T> target) {
        if (thrown == null) {
            target.complete(value);
        } else {
            target.completeExceptionally(unwrapped(thrown));
        }
    }

    /** The failure inside the exception in which futures wrap it. */
    public static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? Thrown.causeOf(thrown) : null;
        return cause == null ? thrown : cause;
    }

    /** Cancels a future of the host's own when the caller's future of it, which this returns, ends: then no caller waits for it. */
    public static <T> CompletableFuture<T> ending(CompletableFuture<?> own, CompletableFuture<T> callers) {
        if (!own.isDone()) {
            CompletableFuture<T> unused = callers.whenComplete((value, thrown) -> own.cancel(false));
        }
        return callers;
    }
}
