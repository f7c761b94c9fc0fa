/** Counts seconds. It is needed soon, but nothing waits for it: imported in the background. */
module acme.clock {
    requires acme.core;
    requires acme.home.api;
    requires dev.pluginhost;

    provides dev.pluginhost.plugin.BackgroundPlugin with
            acme.clock.ClockPlugin;
    provides acme.home.api.StatusLine with
            acme.clock.ClockPlugin;
}
