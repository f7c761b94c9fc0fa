package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Threads for late loads that are not imports: beside the import threads, so that a load that waits for an import, or never
 * ends, takes no import thread away. Each load has a thread of its own, so it meets nothing that another one has left on its
 * thread. Safe for use by any thread.
 */
public final class LoadThreads implements Executor {

    private final ElasticPool pool;

    /** So many loads run at the same time. */
    public LoadThreads(int count, ClassLoader contextLoader) {
        pool = new ElasticPool(count, Duration.ZERO, DaemonThreads.plain("pluginhost-load-", contextLoader));
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
