package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import java.util.List;
import java.util.function.Consumer;

/**
 * Drivers that are registered with {@code java.sql.DriverManager}. The host has deregistered those of the plugin's own loader: what is
 * seen here was registered later, is of a loader that the plugin made, or could not be deregistered.
 */
final class JdbcDrivers implements Look {

    @Override
    public void at(Suspect suspect, Consumer<Holder> found) {
        ClassLoader loader = suspect.loader();
        if (loader == null) {
            return;
        }
        // being unloaded, the plugin loads no more: this finds what it has loaded
        DriverSight sight = new DriverSight(name -> suspect.hasPackageOf(name) ? loader.loadClass(name) : null);
        for (Object driver : sight.registered()) {
            if (suspect.ownsType(driver.getClass())) {
                found.accept(new Holder(
                        Holder.Kind.JDBC_DRIVER,
                        "JDBC driver " + Suspect.name(driver.getClass())
                                + " is registered; have the plugin deregister it when it stops",
                        List.of()));
            }
        }
    }
}
