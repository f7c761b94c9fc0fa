package dev.pluginhost.impl;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.lifecycle.HostAccess;
import dev.pluginhost.impl.lifecycle.HostAccess.PluginTasks;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.threads.PluginExecutor;
import dev.pluginhost.impl.wait.Futures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the plugins of a host may call. Thread-safe. */
record PluginsView(PluginHost host, Settings settings, Optional<Path> dataDirectory) implements HostAccess {

    @Override
    public Module importModule(String name) {
        return host.importModule(name).module();
    }

    @Override
    public Module importModule(String name, Duration timeout) {
        return host.importModule(name, timeout).module();
    }

    @Override
    public CompletableFuture<Module> importModuleAsync(String name) {
        CompletableFuture<ImportedModule> imported = host.importModuleAsync(name);
        return Futures.ending(imported, imported.thenApply(ImportedModule::module));
    }

    @Override
    public <S> List<S> services(Class<S> service) {
        return host.services(service);
    }

    @Override
    public <S> CompletableFuture<List<S>> importServices(Class<S> service) {
        return host.importServices(service);
    }

    @Override
    public PluginTasks newTasks(String plugin) {
        return new PluginExecutor(plugin, settings.threads(), settings.applicationLoader());
    }
}
