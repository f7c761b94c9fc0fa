package dev.pluginhost.spi;

import dev.pluginhost.PluginHost;

/** The service by which an implementation of the host makes itself known. Implementations are stateless. */
public interface PluginHostProvider {

    /**
     * A builder with nothing set.
     *
     * @return a new builder
     */
    PluginHost.Builder newBuilder();
}
