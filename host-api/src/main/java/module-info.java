/**
 * The API of PluginHost: a plugin host on the Java module system that imports plugins on threads of its own.
 *
 * <p>{@link dev.pluginhost} is what an embedding application sees, {@link dev.pluginhost.plugin} what the author of a
 * plugin sees. The implementation is found through {@link java.util.ServiceLoader}: put {@code host-impl} on the module
 * path and resolve it ({@code --add-modules dev.pluginhost.impl}, or let the application require it).
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the implementation is compiled after this module, so it is not there yet
module dev.pluginhost {
    requires static org.jspecify;

    exports dev.pluginhost;
    exports dev.pluginhost.plugin;
    exports dev.pluginhost.spi to
            dev.pluginhost.impl;

    uses dev.pluginhost.spi.PluginHostProvider;
}
