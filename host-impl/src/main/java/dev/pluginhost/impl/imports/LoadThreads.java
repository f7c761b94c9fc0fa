package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Threads for late loads that are not imports: beside the import threads, so that a load that waits for an import, or never
 * ends, takes no import thread away. Safe for use by any thread.
 */
public final class LoadThreads implements Executor {

    private static final int IDLE_SECONDS = 1;

    private final ElasticPool pool;

    /** So many threads at most, which end when idle. */
    public LoadThreads(int count, ClassLoader contextLoader) {
        pool = new ElasticPool(count, IDLE_SECONDS, DaemonThreads.plain("pluginhost-load-", contextLoader));
        pool.setRejectedExecutionHandler((task, closed) -> {
            throw new RejectedExecutionException("The plugin host is closed, so " + task + " is not run");
        });
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Takes no more tasks, drops those that have not begun and interrupts the others. */
    public void shutDown() {
        pool.stop();
    }
}
