/** The weather as it is published next, to be dropped in beside the one that is installed: the higher version wins. */
module acme.weather {
    requires acme.core;
    requires acme.home.api;
    requires dev.pluginhost;

    exports acme.weather;

    provides dev.pluginhost.plugin.Plugin with
            acme.weather.plugin.WeatherPlugin;
    provides acme.home.api.Integration with
            acme.weather.plugin.WeatherPlugin;
}
