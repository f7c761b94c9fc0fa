package dev.pluginhost.impl.threads;

import dev.pluginhost.Reason;
import dev.pluginhost.impl.lifecycle.ThreadTrace;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.threads.Watchdog.Watch;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls that may hang, such as those that read the sources, one after another. A call that takes longer than the import timeout is given up:
 * its thread is left behind, and a fresh thread runs the next call. Within a plugin's start or stop the current thread runs a call at once.
 * Thread-safe.
 */
public final class BoundedCalls extends ThreadPool<BoundedCalls.Call<?>> {

    /** With so many threads left behind, calls fail immediately until one of these threads returns. */
    private static final int MOST_SET_ASIDE = 8;

    /** After this time the start of a thread is tried again. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Settings settings;
    private final ImportThreads imports;
    private final StopThreads stops;
    private final Watchdog watchdog;

    /** The calls without a result. The thread that removes one completes it. A call that runs is removed under the lock, but by close. */
    private final Set<Call<?>> pending = ConcurrentHashMap.newKeySet();

    public BoundedCalls(String prefix, Settings settings, ImportThreads imports, StopThreads stops, Watchdog watchdog) {
        super(prefix, 1, settings.applicationLoader());
        this.settings = settings;
        this.imports = imports;
        this.stops = stops;
        this.watchdog = watchdog;
    }

    /**
     * Begins a call. The future must not be given to foreign code, as what depends on it runs on these threads.
     *
     * @param otherwise makes the result if the call is given up, from words that say where its thread is; null if it fails then
     */
    public <T> CompletableFuture<T> begin(String what, Supplier<T> work, @Nullable Function<String, T> otherwise) {
        Call<T> call = new Call<>(what, work, otherwise);
        if ((imports.current() != null || stops.isCurrent()) && !isShutDown()) {
            call.runHere();
            return call.result;
        }
        pending.add(call);
        try {
            if (!submit(call)) {
                call.fail(closed());
            }
        } catch (OutOfMemoryError e) {
            call.fail(FailedImport.noThread("", what, e).exception());
        }
        return call.result;
    }

    private static Throwable closed() {
        return FailedImport.closed("").exception();
    }

    @Override
    void run(Call<?> call) {
        call.runBounded();
    }

    /** An interrupt for a call that was given up must not hit the next one. */
    @Override
    boolean mayGoOn(Call<?> call) {
        return !call.leftBehind;
    }

    /** A call, and its result. Not a record: its own {@code equals} takes milliseconds when it is first called. */
    final class Call<T> extends Watch {

        private final String what;
        private final Supplier<T> work;
        private final @Nullable Function<String, T> otherwise;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        /** Set before it is watched. */
        private @Nullable Thread thread;

        /** Confined to the thread that runs it. */
        private boolean leftBehind;

        private Call(String what, Supplier<T> work, @Nullable Function<String, T> otherwise) {
            super(null);
            this.what = what;
            this.work = work;
            this.otherwise = otherwise;
        }

        private void fail(Throwable why) {
            if (pending.remove(this)) {
                result.completeExceptionally(why);
            }
        }

        private void runHere() {
            boolean interrupted = Thread.interrupted(); // on an interrupted thread files look broken
            try {
                T value = work.get();
                if (Thread.currentThread().isInterrupted()) {
                    drop(value);
                    String thread = Thread.currentThread().getName();
                    String fact = what + " was interrupted on thread \"" + thread + '"';
                    throw FailedImport.ofCall(Reason.INTERRUPTED, fact, null).exception();
                }
                result.complete(value);
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void runBounded() {
            if (setAside.get() >= MOST_SET_ASIDE) {
                String fact = what + " cannot begin: " + MOST_SET_ASIDE + " threads are stuck in readings that took too"
                        + " long; see whether the file systems of the sources answer";
                fail(FailedImport.ofCall(Reason.TIMEOUT, fact, null).exception());
                return;
            }
            boolean unused = Thread.interrupted(); // for an earlier call, or by its code
            thread = Thread.currentThread();
            T value = null;
            Throwable failure = null;
            try {
                watch();
                value = work.get();
            } catch (Throwable thrown) {
                failure = thrown;
            }
            watchdog.cancel(this);
            synchronized (lock) {
                if (!pending.remove(this)) {
                    leftBehind = true;
                    setAside.decrementAndGet();
                    limit--;
                }
            }
            if (leftBehind) {
                drop(value);
                return;
            }
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        }

        /** Closes a result that nobody takes. */
        private static void drop(@Nullable Object value) {
            if (value instanceof Closeable resource) {
                try {
                    resource.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        /** A call that nobody watches may hang and hold up all others, so it is not run. */
        private void watch() {
            try {
                watchdog.watch(this, settings.slowImportWarning(), settings.importTimeout());
            } catch (OutOfMemoryError e) {
                throw FailedImport.noThread("", what, e).exception();
            }
        }

        @Override
        protected void warn() {
            ThreadTrace trace = new ThreadTrace(runner());
            trace.warnSoon(what + " has been running for " + Deadline.words(settings.slowImportWarning())
                    + "; it is at " + trace.at("") + " on " + runner().getName());
        }

        /** Gives it up, unless it has ended in this moment. Runs on the watchdog's thread. */
        @Override
        protected void expire() {
            ThreadTrace trace = new ThreadTrace(runner());
            synchronized (lock) {
                if (!pending.remove(this)) {
                    return;
                }
                setAside.incrementAndGet();
                limit++;
            }
            try {
                if (otherwise != null) {
                    result.complete(otherwise.apply(trace.at("") + " on " + runner().getName()));
                } else {
                    String fact = what + " took longer than " + Deadline.words(settings.importTimeout())
                            + "; it is at " + trace.at("")
                            + "; see whether the file system answers, or raise importTimeout";
                    result.completeExceptionally(
                            FailedImport.ofCall(Reason.TIMEOUT, fact, trace).exception());
                }
            } catch (Throwable thrown) { // whatever it is, the next call must begin
                result.completeExceptionally(thrown);
            }
            startOrRetry();
            interrupt(runner());
        }

        private Thread runner() {
            return Objects.requireNonNull(thread);
        }
    }

    /** Starts threads for what is queued. Where none can be started, no other call may come that does. */
    private void startOrRetry() {
        if (!startThreads()) {
            Watch unused = watchdog.after(RETRY, this::startOrRetry); // on the watchdog's own thread
        }
    }

    /** Fails all calls, as the host is closed. */
    public void close() {
        end(true);
        for (Call<?> call : pending) {
            call.fail(closed());
        }
        stop();
    }
}
