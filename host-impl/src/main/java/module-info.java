/**
 * The implementation of PluginHost. Exports nothing but to PluginHost's own tools: applications compile against {@code dev.pluginhost} and find
 * this through {@link java.util.ServiceLoader}.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the tools are compiled after this module, so they are not there yet
module dev.pluginhost.impl {
    requires dev.pluginhost;
    requires static java.desktop; // the Introspector's cache, cleared of unloaded plugins
    requires static java.management; // says who holds a lock that a plugin waits for
    requires static java.sql; // drivers left behind
    requires static jdk.jfr; // events, if a recording runs
    requires static org.jspecify;

    // For tools of this project.
    exports dev.pluginhost.impl.check to
            dev.pluginhost.verify;
    exports dev.pluginhost.impl.index to
            dev.pluginhost.cli;
    exports dev.pluginhost.impl.scan to
            dev.pluginhost.cli;

    provides dev.pluginhost.spi.PluginHostProvider with
            dev.pluginhost.impl.HostBuilder;
}
