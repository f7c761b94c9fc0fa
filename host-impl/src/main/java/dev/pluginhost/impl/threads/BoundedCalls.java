package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.threads.Watchdog.Watch;
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

    /** A call, and its result. Not a record: its own {@code equals} takes milliseconds when it is first called. */
    static final class Call<T> implements Watchdog.Watched {

        private final BoundedCalls owner;
        private final String what;
        private final Supplier<T> work;
        private final @Nullable Function<String, T> otherwise;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        /** Set before it is watched. */
        private @Nullable Thread thread;

        /** Confined to the thread that runs it. */
        private boolean leftBehind;

        private Call(BoundedCalls owner, String what, Supplier<T> work, @Nullable Function<String, T> otherwise) {
            this.owner = owner;
            this.what = what;
            this.work = work;
            this.otherwise = otherwise;
        }

        @Override
        public void warn() {
            owner.warnSlow(this, Objects.requireNonNull(thread));
        }

        @Override
        public void expire() {
            owner.giveUp(this, Objects.requireNonNull(thread));
        }
    }

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
        Call<T> call = new Call<>(this, what, work, otherwise);
        if ((imports.current() != null || stops.isCurrent()) && !isShutDown()) {
            runHere(call);
            return call.result;
        }
        pending.add(call);
        try {
            if (!submit(call)) {
                fail(call, closed());
            }
        } catch (OutOfMemoryError e) {
            fail(call, FailedImport.noThread("", what, e).exception());
        }
        return call.result;
    }

    private static Throwable closed() {
        return FailedImport.closed("").exception();
    }

    private void fail(Call<?> call, Throwable why) {
        if (pending.remove(call)) {
            call.result.completeExceptionally(why);
        }
    }

    private static <T> void runHere(Call<T> call) {
        boolean interrupted = Thread.interrupted(); // on an interrupted thread files look broken
        try {
            T result = call.work.get();
            if (Thread.currentThread().isInterrupted()) {
                throw ThreadFailures.interrupted(call.what);
            }
            call.result.complete(result);
        } catch (Throwable thrown) {
            call.result.completeExceptionally(thrown);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    void run(Call<?> call) {
        runBounded(call);
    }

    private <T> void runBounded(Call<T> call) {
        if (setAside.get() >= MOST_SET_ASIDE) {
            String fact = call.what + " cannot begin: " + MOST_SET_ASIDE
                    + " threads are stuck in readings that took too long; see whether the file systems of the"
                    + " sources answer";
            fail(call, ThreadFailures.timedOut(fact, null));
            return;
        }
        boolean unused = Thread.interrupted(); // for an earlier call, or by its code
        call.thread = Thread.currentThread();
        Watch watch = null;
        T result = null;
        Throwable failure = null;
        try {
            watch = watchdog.watch(settings.slowImportWarning(), settings.importTimeout(), call);
            result = call.work.get();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        if (watch != null) {
            watch.cancel();
        }
        synchronized (lock) {
            if (!pending.remove(call)) {
                call.leftBehind = true;
                setAside.decrementAndGet();
                limit--;
                return;
            }
        }
        if (failure == null) {
            call.result.complete(result);
        } else {
            call.result.completeExceptionally(failure);
        }
    }

    /** An interrupt for a call that was given up must not hit the next one. */
    @Override
    boolean mayGoOn(Call<?> call) {
        return !call.leftBehind;
    }

    private void warnSlow(Call<?> call, Thread thread) {
        ThreadTrace trace = new ThreadTrace(thread);
        trace.warnSoon(call.what + " has been running for " + Deadline.words(settings.slowImportWarning())
                + "; it is at " + trace.at("") + " on " + thread.getName());
    }

    /** Runs on the watchdog's thread. */
    private <T> void giveUp(Call<T> call, Thread thread) {
        ThreadTrace trace = new ThreadTrace(thread);
        synchronized (lock) {
            if (!pending.remove(call)) {
                return; // it has ended in this moment
            }
            setAside.incrementAndGet();
            limit++;
        }
        try {
            if (call.otherwise != null) {
                call.result.complete(call.otherwise.apply(trace.at("") + " on " + thread.getName()));
            } else {
                String fact = call.what + " took longer than " + Deadline.words(settings.importTimeout())
                        + "; it is at " + trace.at("")
                        + "; see whether the file system answers, or raise importTimeout";
                call.result.completeExceptionally(ThreadFailures.timedOut(fact, trace));
            }
        } catch (Throwable thrown) { // whatever it is, the next call must begin
            call.result.completeExceptionally(thrown);
        }
        startOrRetry();
        interrupt(thread);
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
        pending.forEach(call -> fail(call, closed()));
        stop();
    }
}
