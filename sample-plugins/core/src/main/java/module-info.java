/** The journal of the house. Eager: the hub is not ready without it. */
module acme.core {
    requires acme.home.api;
    requires dev.pluginhost;

    provides dev.pluginhost.plugin.EagerPlugin with
            acme.core.CorePlugin;
    provides acme.home.api.Journal with
            acme.core.CorePlugin;
}
