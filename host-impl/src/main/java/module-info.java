/**
 * The implementation of PluginHost. Exports nothing: applications compile against {@code dev.pluginhost} and find this through
 * {@link java.util.ServiceLoader}.
 */
@org.jspecify.annotations.NullMarked
module dev.pluginhost.impl {
    requires dev.pluginhost;
    requires dev.pluginhost.modules;
    requires static java.desktop; // the Introspector's cache, cleared of unloaded plugins
    requires static java.management; // says who holds a lock that a plugin waits for
    requires static java.sql; // drivers left behind
    requires static jdk.jfr; // events, if a recording runs
    requires static org.jspecify;

    provides dev.pluginhost.spi.PluginHostProvider with
            dev.pluginhost.impl.HostBuilder;
}
