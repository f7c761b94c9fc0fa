/** The next version of the weather plugin. It is copied beside the installed one, and the higher version is used. */
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
