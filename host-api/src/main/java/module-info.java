/** What a host program and a plugin see of PluginHost. */
module dev.pluginhost {
    requires static transitive org.jspecify;

    exports dev.pluginhost;
    exports dev.pluginhost.plugin;
}
