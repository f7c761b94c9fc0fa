package acme.weather.plugin;

import acme.home.api.Integration;
import acme.home.api.Journal;
import acme.weather.Forecast;
import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;
import java.util.List;

/** Says which platforms there are. In a package that is not exported: only the host needs it. */
public final class WeatherPlugin implements Plugin, Integration {

    @Override
    public void start(PluginContext context) {
        // The forecast is read by this, on an import thread, and not when an event loop first asks for it.
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
