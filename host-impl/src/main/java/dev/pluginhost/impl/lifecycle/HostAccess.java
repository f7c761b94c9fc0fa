package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.PluginHost;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What plugins get from their host. Thread-safe. */
public interface HostAccess {

    PluginHost host();

    /** In which each plugin has a directory, if the application has set one. */
    Optional<Path> dataDirectory();

    /** Makes what runs the tasks of a plugin. */
    PluginTasks newTasks(String plugin);

    /** Runs the tasks of one plugin, on threads that no other plugin uses. Thread-safe. */
    interface PluginTasks extends Executor, AutoCloseable {

        /**
         * Refuses further tasks, drops those that have not begun, interrupts the others, and waits a moment for them.
         *
         * @throws IllegalStateException if a task does not end; the message names it
         */
        @Override
        void close();
    }
}
