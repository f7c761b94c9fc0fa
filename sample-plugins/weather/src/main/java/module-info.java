/** The weather. Lazy: imported when a caller asks for it, or for a plugin that requires it. */
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
