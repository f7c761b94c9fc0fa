package dev.pluginhost.spi;

import dev.pluginhost.PluginHost;

/** The service that an implementation of the host provides. Implementations are stateless. */
public interface PluginHostProvider {

    /**
     * A builder with nothing set.
     *
     * @return a new builder
     */
    PluginHost.Builder newBuilder();
}
