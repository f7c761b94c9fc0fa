package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.Steps;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does the steps of the end of one plugin, one after another, on a daemon thread that may be lost. A step that does not return in its
 * time is interrupted; one that does not return then either is logged with its stack and left behind on its thread, and the next
 * step gets another thread. Where no thread can be started, a step is done by the calling thread, and takes as long as it takes.
 *
 * <p>Confined to the calling thread.
 */
final class StopSteps implements AutoCloseable {

    /** Handed over as the last one, and known by its identity. */
    private static final Runnable END = new Runnable() {
        @Override
        public void run() {}
    };

    /** The thread, and what it is handed. Nobody waits for the thread itself: to join it is to take its monitor, which may be a plugin's. */
    private static final class Worker implements Runnable {

        private final BlockingQueue<Runnable> next = new ArrayBlockingQueue<>(2);
        private final Semaphore done = new Semaphore(0);

        @Override
        public void run() {
            for (Runnable step = take(); step != END; step = take()) {
                try {
                    step.run();
                } finally {
                    done.release();
                }
            }
        }

        private Runnable take() {
            while (true) {
                try {
                    return next.take();
                } catch (InterruptedException e) {
                    // by what the plugin has left behind; there is still an end to wait for
                }
            }
        }
    }

    private final String plugin;
    private final TimeShares time;
    private final List<String> problems;
    private final Function<Runnable, StopThread> threads;

    private @Nullable Worker worker;
    private @Nullable StopThread thread;

    /**
     * The steps of a plugin's end.
     *
     * @param time from which each step takes its own
     * @param problems is told what does not return; thread-safe, as a step that is left behind may yet add to it
     * @param threads makes threads, not started
     */
    StopSteps(String plugin, TimeShares time, List<String> problems, Function<Runnable, StopThread> threads) {
        this.plugin = plugin;
        this.time = time;
        this.problems = problems;
        this.threads = threads;
    }

    /**
     * Does a step. What it throws, such as an error for want of memory, is logged.
     *
     * @param hanging what to say of it if it does not return, as a clause that follows the plugin's name
     */
    void run(String hanging, Runnable step) {
        // what a step throws must not end the thread, which would do no other step
        Runnable safe = () -> Steps.run("end plugin " + plugin, step);
        Worker by = worker();
        if (by == null) {
            safe.run();
            return;
        }
        by.next.add(safe);
        if (!time.awaitStep(share -> by.done.tryAcquire(share.toNanos(), TimeUnit.NANOSECONDS))) {
            leave(hanging, by);
        }
    }

    /** Interrupts the step, and has the next one done by another thread: an interrupt that comes late must not hit it. */
    private void leave(String hanging, Worker by) {
        StopThread of = thread;
        close();
        if (of == null) {
            return;
        }
        StuckThread where = new StuckThread(of);
        ElasticPool.interrupt(of);
        boolean afterAll = time.await(share -> by.done.tryAcquire(share.toNanos(), TimeUnit.NANOSECONDS));
        problems.add(StuckThread.report("Plugin " + plugin + " " + hanging, plugin, of, where, afterAll));
    }

    /** Null if no thread can be started. */
    private @Nullable Worker worker() {
        Worker there = worker;
        if (there != null) {
            return there;
        }
        try {
            Worker made = new Worker();
            StopThread fresh = threads.apply(made);
            fresh.start();
            worker = made;
            thread = fresh;
            return made;
        } catch (Throwable thrown) { // such as no memory for one more thread: the steps have to be done all the same
            Thrown.warnSoon(
                    "No thread can be started to stop plugin " + plugin + ": " + Thrown.text(thrown)
                            + "; it is stopped by the thread that waits for it, without a timeout",
                    thrown);
            return null;
        }
    }

    /** Lets the thread end when it has nothing to do any more. */
    @Override
    public void close() {
        Worker last = worker;
        worker = null;
        thread = null;
        if (last != null) {
            last.next.add(END); // there is room: it is handed one step at a time
        }
    }
}
