package dev.pluginhost.impl.imports;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where futures that callers hold are completed, and so where their continuations run unless they name an executor: never on
 * an import thread. A bounded number of daemon threads, which end when idle: continuations that block belong on an executor
 * of the caller's. Safe for use by any thread.
 */
final class Callbacks {

    private static final int MOST_THREADS = 32;
    private static final int IDLE_SECONDS = 2;

    private final ThreadPoolExecutor pool;

    Callbacks(ClassLoader contextLoader) {
        this.pool = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                DaemonThreads.plain("pluginhost-callback-", contextLoader));
        pool.allowCoreThreadTimeOut(true);
    }

    /** Runs a completion; on the calling thread after {@link #shutDown} or for want of a thread, as an answer is owed. */
    void deliver(Runnable completion) {
        try {
            pool.execute(completion);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            completion.run();
        }
    }

    /** Takes no more completions; what was delivered before is still run. */
    void shutDown() {
        pool.shutdown();
    }
}
