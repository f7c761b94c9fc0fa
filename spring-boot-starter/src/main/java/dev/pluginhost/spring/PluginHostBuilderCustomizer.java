package dev.pluginhost.spring;

import dev.pluginhost.PluginHost;

/** A bean that changes the settings of the application's host, after the properties and in the order of these beans. */
@FunctionalInterface
public interface PluginHostBuilderCustomizer {

    /**
     * Changes settings.
     *
     * @param builder has what the properties say
     */
    void customize(PluginHost.Builder builder);
}
