/**
 * The API of PluginHost, a plugin host on the Java module system that imports plugins on its own threads.
 *
 * <p>{@link dev.pluginhost} is the API for an application that embeds the host, {@link dev.pluginhost.plugin} the API for the
 * author of a plugin. {@link java.util.ServiceLoader} finds the implementation: put {@code host-impl} and {@code host-modules} beside this module. On the
 * module path, have it resolved ({@code --add-modules dev.pluginhost.impl}, or let the application require it).
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // these modules are compiled after this one, so they are not there yet
module dev.pluginhost {
    requires static org.jspecify;

    exports dev.pluginhost;
    exports dev.pluginhost.plugin;
    exports dev.pluginhost.spi to
            dev.pluginhost.impl,
            dev.pluginhost.modules,
            dev.pluginhost.cli,
            dev.pluginhost.verify;

    uses dev.pluginhost.spi.PluginHostProvider;
}
