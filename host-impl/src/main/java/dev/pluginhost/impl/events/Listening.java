package dev.pluginhost.impl.events;

import dev.pluginhost.Registration;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Steps;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.spi.Printable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one listener has yet to be told. One daemon thread at a time tells it, and for each notice a fresh one, so that no call
 * meets what an earlier one has left on its thread.
 *
 * <p>Safe for use by any thread. Its lock is a leaf, which nobody holds while he calls the listener or starts the thread. Once
 * closed it knows neither the listener nor any plugin.
 */
final class Listening implements Registration {

    /** The class of the listener, for messages. */
    private final String listener;

    private final DaemonThreads threads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();

    /** Guarded by the lock. */
    private final Deque<Notice> waiting = new ArrayDeque<>();

    /** What the listener is being told; guarded by the lock. */
    private @Nullable Notice underWay;

    /** Whether there is a thread, or is about to be; guarded by the lock. */
    private boolean tended;

    /** Whether no thread could be started when the last one was needed; guarded by the lock. */
    private boolean threadless;

    /** Whether the call that is under way has been waited for in vain; guarded by the lock. */
    private boolean overdue;

    /** Guarded by the lock. */
    private boolean closed;

    /** Run once, by who closes this; guarded by the lock. */
    private @Nullable Runnable afterClose;

    /** Written by the thread itself when it begins and when it ends, read by any thread. */
    private volatile @Nullable Thread teller;

    Listening(Object listener, DaemonThreads threads) {
        this.listener = Printable.name(listener.getClass().getName()); // not its own words, which are foreign code
        this.threads = threads;
    }

    /** Has something done when this is closed; to be called once, before anybody else has this. */
    void afterClose(Runnable work) {
        lock.lock();
        try {
            afterClose = work;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Changes what the listener has yet to be told, the first first, unless this is closed. The change must be quick and call
     * no foreign code. Who has made it calls {@link #deliver} when he holds no lock any more.
     */
    void change(Consumer<Deque<Notice>> change) {
        lock.lock();
        try {
            if (!closed) {
                change.accept(waiting);
                told.signalAll(); // that there is less to tell is as good as told
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sees to it that there is a thread if there is something to tell. To be called without locks; never throws. */
    void deliver() {
        if (!needsThread()) {
            return;
        }
        try {
            start();
        } catch (Throwable thrown) { // such as no memory for one more thread
            untend(true);
            Thrown.warnSoon("No thread to tell listener " + listener + " anything; the next event tries again", thrown);
        }
    }

    /** Whether the caller has to see to a thread; true once for each thread. */
    private boolean needsThread() {
        lock.lock();
        try {
            boolean needed = !waiting.isEmpty() && !tended;
            tended |= needed;
            threadless &= !needed;
            return needed;
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        Thread thread = threads.newThread(this::tend);
        thread.setName(thread.getName() + " [" + listener + "]");
        thread.start();
    }

    private void untend(boolean noThread) {
        lock.lock();
        try {
            tended = false;
            threadless = noThread;
            told.signalAll(); // as a wait for what nobody tells is in vain
        } finally {
            lock.unlock();
        }
    }

    // The thread

    private void tend() {
        boolean again = true;
        while (again) {
            Steps.run("tell a listener", this::tellHere); // whatever comes of it, what is left must be told
            again = needsThread() && !isTakenOver();
        }
    }

    /** By a fresh thread, as the listener may have left anything on this one; false if there is none. */
    private boolean isTakenOver() {
        try {
            start();
            return true;
        } catch (Throwable noThread) { // or no memory for what it takes to start one
            return false;
        }
    }

    private void tellHere() {
        teller = Thread.currentThread();
        try {
            tellNext();
        } finally {
            teller = null;
            untend(false);
        }
    }

    private void tellNext() {
        Notice next = take();
        if (next == null) {
            return;
        }
        String words = next.words();
        Throwable failure = null;
        try {
            next.call().run();
        } catch (Throwable thrown) { // it may throw anything, and is told on
            failure = thrown;
        } finally {
            boolean unused = Thread.interrupted();
            done();
        }
        if (failure != null) {
            ThrownCopy copy = Thrown.copy(failure);
            Thrown.warn(
                    "Listener " + listener + " failed when it was told that " + words + ": " + copy + "; it is told on",
                    copy);
        }
    }

    private @Nullable Notice take() {
        lock.lock();
        try {
            underWay = waiting.poll();
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    private void done() {
        lock.lock();
        try {
            underWay = null;
            overdue = false;
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the current thread is the one that tells the listener, and so within its call. */
    boolean isTelling() {
        return teller == Thread.currentThread();
    }

    // Waiting, and not waiting any more

    /**
     * Waits until the listener has been told what is meant, or need not be any more. Not within its own call, which would
     * wait for itself, and not again for a call that has been waited for in vain.
     *
     * @param end by {@link System#nanoTime}
     * @return false if it has not been told
     */
    boolean awaitTold(Predicate<Notice> meant, long end) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (first(meant) != null) {
                long left = end - System.nanoTime();
                if (left <= 0 || overdue || threadless || isTelling()) {
                    return false;
                }
                told.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The first of what is meant, among what is being told or is yet to be told; under the lock. */
    private @Nullable Notice first(Predicate<Notice> meant) {
        if (underWay != null && meant.test(underWay)) {
            return underWay;
        }
        for (Notice notice : waiting) {
            if (meant.test(notice)) {
                return notice;
            }
        }
        return null;
    }

    /** Takes back whatever keeps a plugin alive, and logs what was not told in time, once for each call that is the reason. */
    void forget(Imported plugin) {
        takeBack(notice -> notice.keeps(plugin), () -> {});
    }

    /** Ends this, and logs what was not told in time. */
    void end() {
        takeBack(notice -> true, this::close);
    }

    private void takeBack(Predicate<Notice> meant, Runnable thereafter) {
        @Nullable Notice late;
        boolean logged;
        lock.lock();
        try {
            late = first(meant);
            logged = overdue;
            waiting.removeIf(meant);
            if (underWay != null) {
                overdue |= late != null;
                underWay = meant.test(underWay) ? underWay.spent() : underWay;
            }
            told.signalAll();
        } finally {
            lock.unlock();
        }
        if (late != null && !logged && !isTelling()) {
            warn("has not been told in time, or has not returned from being told, that " + late.words());
        }
        thereafter.run();
    }

    /** Logs something of the listener, and what its thread is at. */
    void warn(String fact) {
        Thread thread = teller;
        if (thread == null) {
            Thrown.warnSoon("Listener " + listener + " " + fact + "; it has no thread", null);
            return;
        }
        StuckListener where = new StuckListener(thread);
        Thrown.warnSoon(
                "Listener " + listener + " " + fact + "; it is at " + where.at() + " on " + thread.getName(), where);
    }

    @Override
    public void close() {
        Runnable work;
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            underWay = null; // nobody waits for it any more
            told.signalAll();
            work = afterClose;
            afterClose = null;
        } finally {
            lock.unlock();
        }
        if (work != null) {
            work.run();
        }
    }

    @Override
    public String toString() {
        return "registration of " + listener;
    }
}
