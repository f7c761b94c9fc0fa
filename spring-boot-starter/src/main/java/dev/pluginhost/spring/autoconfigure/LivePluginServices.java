package dev.pluginhost.spring.autoconfigure;

import dev.pluginhost.PluginHost;
import dev.pluginhost.spring.PluginServices;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks the host with each call. */
record LivePluginServices<S>(PluginHost host, Class<S> type) implements PluginServices<S> {

    @Override
    public List<S> list() {
        return host.services(type);
    }

    @Override
    public CompletableFuture<List<S>> importAll() {
        return host.importServices(type);
    }
}
