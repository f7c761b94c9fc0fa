package acme.weather.plugin;

import acme.home.api.Integration;
import acme.home.api.Journal;
import acme.weather.Forecast;
import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;
import java.util.List;

/** Lists the platforms. Its package is not exported, because only the host uses it. */
public final class WeatherPlugin implements Plugin, Integration {

    @Override
    public void start(PluginContext context) {
        // Reads the forecast on an import thread, so that an event loop never reads it.
        String places = String.join(" and ", Forecast.places());
        context.services(Journal.class).forEach(journal -> journal.write(context.name() + " started, knows " + places));
    }

    @Override
    public String name() {
        return "weather";
    }

    @Override
    public List<String> platforms() {
        return List.of("sensor");
    }
}
