/**
 * The modules of plugins: finds them on disk, reads their declarations, resolves what they require and defines them in layers. Runs no code
 * of a plugin, and knows nothing of its life. Exports only to the host and PluginHost's own tools.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the host and the tools are compiled after this module, so they are not there yet
module dev.pluginhost.modules {
    requires dev.pluginhost;
    requires static java.desktop; // the registry of ImageIO, used once before a plugin uses it
    requires static org.jspecify;

    exports dev.pluginhost.modules.application to
            dev.pluginhost.impl;
    exports dev.pluginhost.modules.check to
            dev.pluginhost.impl,
            dev.pluginhost.verify;
    exports dev.pluginhost.modules.classpath to
            dev.pluginhost.impl;
    exports dev.pluginhost.modules.declaration to
            dev.pluginhost.impl;
    exports dev.pluginhost.modules.discovery to
            dev.pluginhost.impl;
    exports dev.pluginhost.modules.graph to
            dev.pluginhost.impl;
    exports dev.pluginhost.modules.index to
            dev.pluginhost.cli,
            dev.pluginhost.impl;
    exports dev.pluginhost.modules.layer to
            dev.pluginhost.impl;
    exports dev.pluginhost.modules.scan to
            dev.pluginhost.cli,
            dev.pluginhost.impl;
    exports dev.pluginhost.modules.unpack to
            dev.pluginhost.impl;
}
