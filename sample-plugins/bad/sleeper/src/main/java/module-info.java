/** Never finishes starting. */
module acme.bad.sleeper {
    requires dev.pluginhost;

    provides dev.pluginhost.plugin.Plugin with
            acme.bad.sleeper.Sleeper;
}
