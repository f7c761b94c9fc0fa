package dev.pluginhost.impl.threads;

import dev.pluginhost.Reason;
import dev.pluginhost.impl.lifecycle.ThreadTrace;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.FailedImport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Completes the futures that callers hold: so their continuations run here, never on an import thread. A continuation that waits for the host
 * lends its place, so that what it waits for can be delivered. Where continuations wait for something else and hold up all threads, more
 * threads are allowed, and that is logged once. Thread-safe.
 */
public final class CallbackThreads extends ThreadPool<Runnable> {

    private static final int MOST_THREADS = 32;

    /** So many continuations may wait for the host, and so many more threads may relieve those that wait for something else. */
    private static final int MOST_WAITING = 1024;

    private static final Duration RELIEF = Duration.ofMillis(100);

    private final Watchdog watchdog;

    /** How many continuations wait for the host. Written by their threads. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** How many more threads there may be because of continuations that wait for something else. Guarded by the lock, as are the next. */
    private int relief;

    private boolean watched;

    /** How many completions had ended when the watch began. */
    private long doneBefore;

    /** Confined to the watchdog's thread. */
    private boolean logged;

    public CallbackThreads(ClassLoader contextLoader, Watchdog watchdog) {
        super("pluginhost-callback-", MOST_THREADS, contextLoader);
        this.watchdog = watchdog;
    }

    @Override
    void run(Runnable completion) {
        completion.run();
    }

    /** Runs a completion; on the calling thread if the host is closed or no thread can be started. */
    public void deliver(Runnable completion) {
        try {
            if (submit(completion)) {
                watch();
                return;
            }
        } catch (OutOfMemoryError noThread) {
            // as if it came too late
        }
        completion.run();
    }

    /** Throws if too many wait already. */
    @Override
    void lend(int more) {
        if (waiting.addAndGet(more) > MOST_WAITING && more > 0) {
            waiting.addAndGet(-more);
            String fact = MOST_WAITING + " continuations of the plugin host's futures wait for the plugin host already,"
                    + " and so would one more, called by " + Caller.here()
                    + "; use thenCompose instead of waiting, or run them on an executor of your own";
            throw FailedImport.ofCall(Reason.WOULD_BLOCK, fact, null).exception();
        }
        allow(more);
    }

    /** Looks after a while whether what is queued has been delivered. */
    private void watch() {
        synchronized (lock) {
            if (watched || queued() == 0) {
                return;
            }
            watched = true;
            doneBefore = done;
        }
        try {
            watchdog.after(RELIEF, this::relieve);
        } catch (OutOfMemoryError noThread) {
            // the watchdog has it all the same, and comes to it with its next thread
        }
    }

    private void relieve() {
        boolean heldUp;
        synchronized (lock) {
            watched = false;
            heldUp = queued() > 0 && done == doneBefore;
            if (heldUp) {
                allowForQueued();
            }
        }
        startThreads();
        watch();
        if (heldUp && !logged) {
            logHeldUp();
        }
    }

    /** Under the lock. */
    private void allowForQueued() {
        int more = Math.min(queued(), MOST_WAITING - relief);
        relief += more;
        limit += more;
    }

    /** Logs one continuation that waits, if there is one: on a busy machine threads may be held up by nothing. */
    private void logHeldUp() {
        for (Thread thread : alive) {
            ThreadTrace trace = new ThreadTrace(thread);
            if (thread.getState() != Thread.State.RUNNABLE && trace.isInForeignCode()) {
                logged = true;
                trace.warnSoon(MOST_THREADS + " continuations of the plugin host's futures have not ended for "
                        + RELIEF.toMillis() + " ms, such as one at " + trace.at("")
                        + ", and hold up the others; run what waits on an executor of your own, with"
                        + " thenAcceptAsync and the like");
                return;
            }
        }
    }

    /** Takes no more completions; those that were delivered before are still run. */
    public void shutDown() {
        end(false);
        synchronized (lock) {
            allowForQueued();
        }
        startThreads();
    }
}
