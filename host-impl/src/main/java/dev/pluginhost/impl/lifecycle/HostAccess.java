package dev.pluginhost.impl.lifecycle;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What a plugin may ask its host for: the host's side of a plugin's context. Thread-safe. */
public interface HostAccess {

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

    /** Imports a plugin and waits for it. */
    Module importModule(String name);

    /** Imports a plugin and waits for it until a timeout. */
    Module importModule(String name, Duration timeout);

    /** Imports a plugin. */
    CompletableFuture<Module> importModuleAsync(String name);

    /** The providers of a service among the imported plugins. */
    <S> List<S> services(Class<S> service);

    /** Imports every provider of a service first. */
    <S> CompletableFuture<List<S>> importServices(Class<S> service);

    /** Threads for tasks of a plugin, none of which has started; the caller closes them. */
    PluginTasks newTasks(String plugin);

    /** The parent of the plugins' data directories, if the application has set it. */
    Optional<Path> dataDirectory();
}
