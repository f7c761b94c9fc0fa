/** Fails to start. */
module acme.bad.thrower {
    requires dev.pluginhost;

    provides dev.pluginhost.plugin.Plugin with
            acme.bad.thrower.Thrower;
}
