package dev.pluginhost.impl;

import dev.pluginhost.PluginHost;
import dev.pluginhost.spi.PluginHostProvider;

/** Provides this implementation to the API. Stateless. */
public final class Provider implements PluginHostProvider {

    /** For the service loader. */
    public Provider() {}

    @Override
    public PluginHost.Builder newBuilder() {
        return new HostBuilder();
    }
}
