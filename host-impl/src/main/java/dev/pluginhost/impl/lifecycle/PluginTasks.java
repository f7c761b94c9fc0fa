package dev.pluginhost.impl.lifecycle;

import java.util.concurrent.Executor;

/** Runs the tasks of one plugin, on threads that are that plugin's alone. Safe for use by any thread. */
public interface PluginTasks extends Executor, AutoCloseable {

    /**
     * Takes no more tasks, drops those that have not begun and interrupts the others, which are waited for for a moment.
     *
     * @throws IllegalStateException if one of them does not end, in words that name it
     */
    @Override
    void close();
}
