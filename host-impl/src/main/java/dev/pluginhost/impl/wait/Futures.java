package dev.pluginhost.impl.wait;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.threads.CallbackThreads;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
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
        String call = "Waiting for what is made of the future of importModuleAsync";
        CompletableFuture<ImportedModule> future = ofCall("", call, false);
        future.complete(there);
        return future;
    }

    /** A future of one plugin, which ends with its import. */
    public HostFuture<ImportedModule> ofImport(String module) {
        String call = "Waiting for the future of importModuleAsync(\"" + module + "\"), which is not imported yet,";
        return ofCall(module, call, false);
    }

    /** A future of a call for several plugins. */
    public <T> HostFuture<T> ofBatch(String call) {
        String words = "Waiting for the future of " + call + ", of which some are not imported yet,";
        return new HostFuture<>(waits, "", words, call, HostFuture.CONTINUE, false);
    }

    /** A future of a call; {@code any} if it may wait for any plugin, so that no plugin may wait for it in its start or stop. */
    public <T> HostFuture<T> ofCall(String module, String call, boolean any) {
        return new HostFuture<>(waits, module, call, "", HostFuture.CONTINUE, any);
    }

    /** A future of what the host does as a whole, for a thread of a caller that waits for it; not for foreign code. */
    public <T> CompletableFuture<T> guarded(CompletableFuture<T> own, String call, String instead) {
        HostFuture<T> guarded = new HostFuture<>(waits, "", call, "", instead, true);
        CompletableFuture<T> unused = own.whenComplete(guarded);
        return guarded;
    }

    /** Runs what completes a future on a callback thread. */
    public void deliver(Runnable completion) {
        callbacks.deliver(completion);
    }

    /** What is made of a future's result, such as the graph; the future is the caller's own. {@code any} as with {@link #ofCall}. */
    public <A, T> CompletableFuture<T> then(
            CompletableFuture<A> first,
            String module,
            String call,
            boolean any,
            Function<A, CompletableFuture<T>> use) {
        HostFuture<T> answer = ofCall(module, call, any);
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

    /** Waits for a future of the host's own, on a thread of the host; throws what it fails with. */
    public static <T> T settled(CompletableFuture<T> future) {
        CompletableFuture<T> plain = new CompletableFuture<>();
        CompletableFuture<T> unused = future.whenComplete((value, thrown) -> pass(value, thrown, plain));
        try {
            return plain.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PluginException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Completes a future with the result of another one, without the exception in which futures wrap a failure. */
    public static <T> void pass(@Nullable T value, @Nullable Throwable thrown, CompletableFuture<? super T> target) {
        if (thrown == null) {
            target.complete(value);
        } else {
            target.completeExceptionally(unwrapped(thrown));
        }
    }

    /** The failure inside the exceptions in which futures and reflection wrap it. */
    public static Throwable unwrapped(Throwable thrown) {
        boolean wraps = thrown instanceof CompletionException
                || thrown instanceof ExecutionException
                || thrown instanceof InvocationTargetException;
        Throwable cause = wraps ? Thrown.causeOf(thrown) : null;
        return cause == null ? thrown : unwrapped(cause);
    }

    /** Cancels a future of the host's own when the caller's future of it, which this returns, ends: then no caller waits for it. */
    public static <T> CompletableFuture<T> ending(CompletableFuture<?> own, CompletableFuture<T> callers) {
        if (!own.isDone()) {
            CompletableFuture<T> unused = callers.whenComplete((value, thrown) -> own.cancel(false));
        }
        return callers;
    }
}
