/** Works, and leaves a thread behind. */
module acme.bad.leaky {
    requires dev.pluginhost;

    provides dev.pluginhost.plugin.Plugin with
            acme.bad.leaky.Leaky;
}
