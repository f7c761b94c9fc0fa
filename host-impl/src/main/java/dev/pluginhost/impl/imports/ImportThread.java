package dev.pluginhost.impl.imports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs flights. While it does, its name says which plugin it is at, so that log lines of parallel imports can
 * be told apart.
 */
final class ImportThread extends Thread {

    private final String plainName;
    private final ImportThreads owner;
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * What it is running, the innermost last: an import may ask for another one, which then runs on the same thread. Written by
     * this thread alone, read by any; immutable.
     */
    private volatile List<Flight> running = List.of();

    /** Held by who interrupts what is on top, and by this thread while that changes. */
    private final Object interrupting = new Object();

    /** Whether it is stuck and its place has been taken. Guarded by the lock of {@link ImportThreads}. */
    boolean setAside;

    /** Whether it runs beside the pool, in the place of another one. Written by this thread before it is at a flight. */
    volatile boolean apart;

    /** Whether a plugin's code has run on it. Written and read by this thread alone. */
    private boolean pluginCode;

    /** Whether its place has been lent to another one until its job ends. Guarded by the lock of {@link ImportThreads}. */
    boolean lent;

    ImportThread(ImportThreads owner, ThreadGroup group, Runnable target, String name) {
        super(group, target, name, 0, false);
        this.owner = owner;
        this.plainName = name;
    }

    @Override
    public void run() {
        try {
            super.run();
        } finally {
            ended.countDown();
        }
    }

    /** Waits for its end; not with {@link #join}, which takes the thread's monitor, and that may be a plugin's. */
    boolean awaitEnd(Duration bound) throws InterruptedException {
        return ended.await(bound.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The current thread, if it is an import thread of whichever host. */
    static @Nullable ImportThread current() {
        return Thread.currentThread() instanceof ImportThread thread ? thread : null;
    }

    ImportThreads owner() {
        return owner;
    }

    String plainName() {
        return plainName;
    }

    /** Begins to run a flight. An interrupt that was meant for the one below must not hit this one. */
    void begin(Flight flight) {
        List<Flight> now = new ArrayList<>(running);
        now.add(flight);
        synchronized (interrupting) {
            running = List.copyOf(now);
            if (!owner.isShutDown()) {
                Thread.interrupted();
            }
        }
        setName(plainName + " [" + flight.name() + "]");
    }

    /** Ends what it is at. An interrupt was meant for that, and must not hit the next flight or the one below. */
    void endLast() {
        Flight below;
        synchronized (interrupting) {
            running = List.copyOf(running.subList(0, running.size() - 1));
            below = top();
            if (below != null && below.hasLanded()) {
                interrupt(); // its deadline passed, at the latest while it was not on top
            } else if (!owner.isShutDown()) {
                Thread.interrupted();
            }
        }
        if (!pluginCode) { // else it is about to end, and its monitor, which this takes, may be held by the plugin
            setName(below == null ? plainName : plainName + " [" + below.name() + "]");
        }
    }

    /** To be called before a plugin's code runs on this thread, which is the current one. */
    void beforePluginCode() {
        pluginCode = true;
    }

    boolean hasRunPluginCode() {
        return pluginCode;
    }

    boolean isAt(Flight flight) {
        return running.contains(flight);
    }

    /** Has this thread interrupted if the flight is what it is at, and does not wait for that. */
    void interruptIfAt(Flight flight) {
        ElasticPool.runElsewhere(
                () -> {
                    synchronized (interrupting) {
                        if (top() == flight) {
                            interrupt();
                        }
                    }
                },
                this);
    }

    /** The innermost of what it is running, if it is running anything. */
    @Nullable
    Flight top() {
        List<Flight> now = running;
        return now.isEmpty() ? null : now.get(now.size() - 1);
    }

    boolean isIdle() {
        return top() == null;
    }
}
