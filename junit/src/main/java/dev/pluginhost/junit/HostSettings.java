package dev.pluginhost.junit;

import dev.pluginhost.PluginHost;

/** Settings of the host of a test. See {@link PluginUnderTest#settings}. */
@FunctionalInterface
public interface HostSettings {

    /**
     * Changes the settings. It is called before each host is built, by the thread of the test.
     *
     * @param builder the builder, which knows the plugin under test already
     */
    void apply(PluginHost.Builder builder);
}
