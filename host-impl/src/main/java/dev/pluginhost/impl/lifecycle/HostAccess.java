package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.PluginHost;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What plugins get from their host. Thread-safe.
 *
 * @param dataDirectory in which each plugin has a directory, if the application has set one
 * @param newTasks makes what runs the tasks of a plugin, given its name
 */
public record HostAccess(PluginHost host, Optional<Path> dataDirectory, Function<String, PluginTasks> newTasks) {

    /** Runs the tasks of one plugin, on threads that no other plugin uses. Thread-safe. */
    public interface PluginTasks extends Executor, AutoCloseable {

        /**
         * Refuses further tasks, drops those that have not begun, interrupts the others, and waits a moment for them.
         *
         * @throws IllegalStateException if a task does not end; the message names it
         */
        @Override
        void close();
    }
}
