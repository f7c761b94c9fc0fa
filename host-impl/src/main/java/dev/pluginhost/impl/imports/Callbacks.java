package dev.pluginhost.impl.imports;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where futures that callers hold are completed, and so where their continuations run unless they name an executor: never on
 * an import thread. As many threads as are needed, so that a slow continuation holds nobody else up. Safe for use by any
 * thread.
 */
final class Callbacks {

    private static final int IDLE_SECONDS = 2;

    private final ThreadPoolExecutor pool;

    Callbacks(ClassLoader contextLoader) {
        this.pool = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                DaemonThreads.plain("pluginhost-callback-", contextLoader));
    }

    /** Runs a completion; after {@link #shutDown} on the calling thread, as an answer is owed all the same. */
    void deliver(Runnable completion) {
        try {
            pool.execute(completion);
        } catch (RejectedExecutionException e) {
            completion.run();
        }
    }

    /** Starts no more threads; what was delivered before is still run. */
    void shutDown() {
        pool.shutdown();
    }
}
