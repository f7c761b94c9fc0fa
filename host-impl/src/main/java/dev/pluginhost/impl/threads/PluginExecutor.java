package dev.pluginhost.impl.threads;

import dev.pluginhost.impl.lifecycle.HostAccess.PluginTasks;
import dev.pluginhost.impl.lifecycle.ThreadTrace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Threads for tasks that are not imports, of the application or of one plugin. A task that waits for an import, or never ends, takes no
 * import thread away. Each task has a thread of its own. Thread-safe.
 */
public final class PluginExecutor extends ThreadPool<Runnable> implements PluginTasks {

    /** A task that ends when it is interrupted does so in milliseconds. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final String plugin;

    /** So many tasks of a plugin may run at the same time; its name is empty for the application. */
    public PluginExecutor(String plugin, int count, ClassLoader contextLoader) {
        super("pluginhost-load-", count, contextLoader);
        this.plugin = plugin;
    }

    /** The same, for one plugin. */
    public static PluginTasks of(String plugin, int count, ClassLoader contextLoader) {
        return new PluginExecutor(plugin, count, contextLoader);
    }

    @Override
    protected Thread make(ThreadGroup group, Runnable work, String name) {
        return super.make(group, work, plugin.isEmpty() ? name : name + " [" + plugin + "]");
    }

    @Override
    void run(Runnable task) {
        task.run();
    }

    @Override
    public void execute(Runnable task) {
        if (!submit(task)) {
            throw new RejectedExecutionException(
                    (plugin.isEmpty() ? "The plugin host is closed" : "Plugin " + plugin + " has been stopped")
                            + "; the task is not run");
        }
    }

    @Override
    public void close() {
        stop();
        try {
            if (awaitEnd(MOMENT)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the time for this is over
        }
        List<Thread> left = List.copyOf(alive);
        if (!left.isEmpty()) {
            Thread first = left.get(0);
            throw new IllegalStateException(
                    left.size() + " of its tasks on importExecutor() did not end when interrupted, such"
                            + " as one that is at " + new ThreadTrace(first).at(plugin)
                            + " and is left behind on the daemon thread "
                            + first.getName() + "; have such tasks end when their thread is interrupted");
        }
    }
}
