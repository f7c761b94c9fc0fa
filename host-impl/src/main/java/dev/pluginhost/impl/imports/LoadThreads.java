package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.PluginTasks;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * Threads for late loads that are not imports: beside the import threads, so that a load that waits for an import, or never
 * ends, takes no import thread away. The application's loads and those of each plugin have threads of their own, so that none
 * starves the others. Each load has a thread of its own, so it meets nothing that another one has left on its thread. Safe for
 * use by any thread.
 */
public final class LoadThreads implements PluginTasks {

    private static final String PREFIX = "pluginhost-load-";

    /** What ends when it is interrupted does so in milliseconds. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final String plugin;
    private final ElasticPool pool;

    private LoadThreads(String plugin, int count, DaemonThreads threads) {
        this.plugin = plugin;
        this.pool = new ElasticPool(count, Duration.ZERO, threads);
    }

    /** For the application, of whose loads so many run at the same time. */
    public static LoadThreads ofApplication(int count, ClassLoader contextLoader) {
        return new LoadThreads("", count, DaemonThreads.plain(PREFIX, contextLoader));
    }

    /** For a plugin, of whose loads so many run at the same time. */
    public static LoadThreads ofPlugin(String plugin, int count, ClassLoader contextLoader) {
        return new LoadThreads(
                plugin,
                count,
                new DaemonThreads(
                        PREFIX,
                        contextLoader,
                        (group, target, name) -> new Thread(group, target, name + " [" + plugin + "]", 0, false)));
    }

    @Override
    public void execute(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            throw new RejectedExecutionException(
                    plugin.isEmpty()
                            ? "The plugin host is closed; the task is not run"
                            : "Plugin " + plugin + " has been stopped; the task is not run");
        }
    }

    /** Takes no more tasks, drops those that have not begun and interrupts the others. Does not wait. */
    public void shutDown() {
        pool.stop();
    }

    @Override
    public void close() {
        pool.stop();
        boolean ended = false;
        try {
            ended = pool.awaitEnd(MOMENT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the time for this is over
        }
        if (!ended) {
            report(Set.copyOf(pool.alive()));
        }
    }

    private void report(Set<Thread> left) {
        for (Thread thread : left) { // the first one; the others are counted
            throw new IllegalStateException(
                    left.size() + " of its tasks on importExecutor() did not end when interrupted, such"
                            + " as one that is at " + new StuckThread(thread).at(plugin)
                            + " and is left behind on the daemon thread "
                            + thread.getName() + "; have such tasks end when their thread is interrupted");
        }
    }
}
