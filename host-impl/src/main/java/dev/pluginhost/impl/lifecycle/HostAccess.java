package dev.pluginhost.impl.lifecycle;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a plugin may ask its host for; the host's side of a plugin's context. Safe for use by any thread. */
public interface HostAccess {

    /** Imports a plugin and waits for it. */
    Module importModule(String name);

    /** Imports a plugin and waits for it with limited patience. */
    Module importModule(String name, Duration patience);

    /** Imports a plugin. */
    CompletableFuture<Module> importModuleAsync(String name);

    /** The providers of a service among the imported plugins. */
    <S> List<S> services(Class<S> service);

    /** Imports every provider of a service first. */
    <S> CompletableFuture<List<S>> importServices(Class<S> service);

    /** Threads for late loads of a plugin, none of which has started; the caller's to close. */
    PluginTasks newTasks(String plugin);

    /** Where plugins keep their data, if the application has said so. */
    Optional<Path> dataDirectory();
}
