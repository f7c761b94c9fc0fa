package acme.home;

import acme.home.api.Sensor;
import acme.home.api.StatusLine;
import dev.pluginhost.PluginHost;

/** A command-line tool beside the hub: imports the plugins that know something about the house, prints it, and ends. */
public final class HomeStatus {

    private HomeStatus() {}

    /**
     * Prints the status.
     *
     * @param args the home directory; optional if the hub's jar is in its {@code lib} directory
     */
    public static void main(String[] args) {
        HomeDirectory home = HomeDirectory.of(args);
        try (PluginHost host = PluginHost.builder()
                .plugins(home.plugins())
                .dataDirectory(home.data())
                .build()) {
            host.start();
            for (StatusLine line : host.importServices(StatusLine.class).join()) {
                System.out.println(line.status());
            }
            for (Sensor sensor : host.importServices(Sensor.class).join()) {
                System.out.println(sensor.read());
            }
        }
    }
}
