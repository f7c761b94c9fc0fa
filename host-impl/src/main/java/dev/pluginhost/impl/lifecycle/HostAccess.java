package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.PluginHost;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What plugins get from their host. Thread-safe. */
public interface HostAccess {

    PluginHost host();

    /** In which each plugin has a directory, if the application has set one. */
    Optional<Path> dataDirectory();

    /** What the application supplies for a plugin, by its name; foreign code. Null if the application has set no such function. */
    @Nullable
    Function<String, @Nullable Map<String, String>> configuration();

    ClassLoader applicationLoader();

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
