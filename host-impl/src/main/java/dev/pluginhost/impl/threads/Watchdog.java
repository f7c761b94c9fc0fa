package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.time.Duration;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Calls back after a time, on one daemon thread that ends when it is idle. The callbacks must be quick and must not wait. Thread-safe. Not a
 * thread pool of the JDK, whose classes take milliseconds to load before the first import.
 */
public final class Watchdog implements Runnable {

    /** What takes its time, and is called back. It is watched once. */
    public static class Watch implements Comparable<Watch> {

        private final @Nullable Runnable callback;

        /** Guarded by the lock of the watchdog, as is all that follows. */
        private long number;

        private long end;

        /** When it is called back next, not later than at the end. */
        private long at;

        private boolean cancelled;

        protected Watch(@Nullable Runnable callback) {
            this.callback = callback;
        }

        /** It is slow. */
        protected void warn() {}

        /** Its time is over. */
        protected void expire() {
            if (callback != null) {
                callback.run();
            }
        }

        @Override
        public final int compareTo(Watch other) {
            return at != other.at ? Long.signum(at - other.at) : Long.compare(number, other.number);
        }
    }

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long IDLE_NANOS = 5_000 * NANOS_PER_MILLI;

    private final DaemonThreads threads;

    /** Guards what follows. Nothing is called while it is held. */
    private final Object lock = new Object();

    private final TreeSet<Watch> due = new TreeSet<>();
    private long count;

    /** When the thread looks again, if nothing wakes it. */
    private long awake;

    /** Whether there is a thread that will look at what is due. Set by that thread. */
    private boolean running;

    private boolean shutDown;

    public Watchdog(ClassLoader contextLoader) {
        this(new DaemonThreads("pluginhost-watchdog-", contextLoader));
    }

    Watchdog(DaemonThreads threads) {
        this.threads = threads;
    }

    /** Calls back once, unless it is cancelled or shut down before. If no thread can be started, it throws; the callback may come all the same. */
    public Watch after(Duration delay, Runnable callback) {
        Watch once = new Watch(callback);
        watch(once, delay, delay);
        return once;
    }

    /** Watches something that begins now, likewise. It is called back once when it is slow, unless it ends before, and once at its end. */
    public void watch(Watch watch, Duration slow, Duration timeout) {
        synchronized (lock) {
            long now = System.nanoTime();
            watch.number = count++;
            watch.end = now + timeout.toNanos();
            watch.at = slow.compareTo(timeout) < 0 ? now + slow.toNanos() : watch.end;
            if (shutDown) {
                return;
            }
            due.add(watch);
            if (running) {
                if (watch.at - awake < 0) { // hardly ever: an import is mostly over before it is slow
                    lock.notifyAll();
                }
                return;
            }
        }
        threads.newThread(this).start();
    }

    /** Calls back no more, unless that has begun. */
    public void cancel(Watch watch) {
        synchronized (lock) {
            due.remove(watch);
            watch.cancelled = true;
        }
    }

    /** The thread's work. Callers may start several threads at the same time, of which the first one goes on. */
    @Override
    public void run() {
        synchronized (lock) {
            if (running) {
                return;
            }
            running = true;
        }
        boolean goesOn;
        do {
            goesOn = callNext();
        } while (goesOn);
    }

    /** False at the end. In a frame of its own, which would else keep the last one that was called, and its plugin, while the thread waits. */
    private boolean callNext() {
        Watch next = next();
        if (next == null) {
            return false;
        }
        try {
            call(next);
        } catch (Throwable thrown) { // the others must be called back
            Thrown.warnSoon("A callback of the watchdog failed: " + Thrown.text(thrown), thrown);
        }
        return true;
    }

    private void call(Watch watch) {
        if (watch.at == watch.end) { // only this thread changes that
            watch.expire();
            return;
        }
        try {
            watch.warn();
        } finally {
            synchronized (lock) {
                watch.at = watch.end;
                if (!watch.cancelled && !shutDown) {
                    due.add(watch);
                }
            }
        }
    }

    /** Waits for the next callback; null if the thread has been idle and is to end. */
    private @Nullable Watch next() {
        synchronized (lock) {
            long idleSince = System.nanoTime();
            while (true) {
                long now = System.nanoTime();
                long left = idleSince + IDLE_NANOS - now;
                if (!due.isEmpty()) {
                    idleSince = now;
                    left = due.first().at - now;
                    if (left <= 0) {
                        return due.pollFirst();
                    }
                } else if (shutDown || left <= 0) {
                    running = false;
                    return null;
                }
                awake = now + left;
                try {
                    lock.wait(left / NANOS_PER_MILLI + 1);
                } catch (InterruptedException e) {
                    // by no code of the host; the callbacks must come
                }
            }
        }
    }

    public void shutDown() {
        synchronized (lock) {
            shutDown = true;
            due.clear();
            lock.notifyAll();
        }
    }
}
