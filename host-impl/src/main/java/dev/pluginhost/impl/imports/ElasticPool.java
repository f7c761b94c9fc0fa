package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A pool of daemon threads which start when needed and end when idle, and whose number may be changed as it works. Safe for
 * use by any thread, but for {@link #resize}: one at a time.
 */
class ElasticPool extends ThreadPoolExecutor {

    /** Interrupts, for whoever must not do it himself. */
    private static final DaemonThreads INTERRUPTERS =
            DaemonThreads.plain("pluginhost-interrupt-", ClassLoader.getSystemClassLoader());

    /** The threads that have begun and not ended. */
    private final Set<Thread> alive = ConcurrentHashMap.newKeySet();

    ElasticPool(int count, int idleSeconds, ThreadFactory threads) {
        super(count, count, idleSeconds, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        setThreadFactory(worker -> threads.newThread(() -> live(worker)));
        allowCoreThreadTimeOut(true);
    }

    private void live(Runnable worker) {
        Thread self = Thread.currentThread();
        alive.add(self);
        try {
            worker.run();
        } finally {
            alive.remove(self);
            startIfQueued();
        }
    }

    /** The threads that have begun and not ended. */
    final Set<Thread> alive() {
        return alive;
    }

    @Override
    public final void execute(Runnable task) {
        super.execute(task);
        startIfQueued();
    }

    /**
     * Sees to it that what is queued is taken up, though all threads may be held up by what they are at. The superclass queues
     * a task where there are as many threads as there may be: but their number may grow in that very moment; and it lets an
     * idle thread end, in the moment in which a task is queued, if there is any other, whatever that one is doing.
     */
    private void startIfQueued() {
        if (!getQueue().isEmpty()) {
            prestartCoreThread();
        }
    }

    /** Has so many threads from now on; if fewer than before, those that work do so until they are done. */
    final void resize(int size) {
        if (size > getMaximumPoolSize()) {
            setMaximumPoolSize(size);
            setCorePoolSize(size);
        } else {
            setCorePoolSize(size);
            setMaximumPoolSize(size);
        }
    }

    /** Takes no more tasks, drops those that are queued and has the threads interrupted. */
    final void stop() {
        shutdown();
        getQueue().clear();
        alive.forEach(ElasticPool::interrupt);
    }

    /**
     * Interrupts a thread without waiting. Who interrupts a thread that is at an interruptible channel closes the channel
     * ({@link java.nio.channels.InterruptibleChannel}), which may be a plugin's, or of a file system that hangs.
     */
    static void interrupt(Thread thread) {
        runElsewhere(thread::interrupt, thread);
    }

    /** Has something that interrupts a thread done by a thread of its own. */
    static void runElsewhere(Runnable interrupting, Thread thread) {
        Thread interrupter = INTERRUPTERS.newThread(interrupting);
        interrupter.setName(interrupter.getName() + " of " + thread.getName());
        interrupter.start();
    }
}
