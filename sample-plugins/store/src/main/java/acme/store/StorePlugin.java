package acme.store;

import acme.home.api.Journal;
import acme.home.api.Reading;
import acme.home.api.Store;
import dev.pluginhost.plugin.Plugin;
import dev.pluginhost.plugin.PluginContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Opens the database when it starts. The host closes it with the plugin. */
public final class StorePlugin implements Plugin, Store {

    private ReadingTable readings;

    @Override
    public void start(PluginContext context) throws SQLException {
        SqliteDriver driver = context.closeWithPlugin(SqliteDriver.ofThisBundle());
        Path file = context.dataDirectory().resolve("readings.db");
        Connection connection = context.closeWithPlugin(driver.open(file));
        readings = ReadingTable.createIfAbsent(connection);
        context.services(Journal.class).forEach(journal -> journal.write(context.name() + " started"));
    }

    @Override
    public String engine() {
        return readings.engine();
    }

    @Override
    public void save(Reading reading) {
        readings.insert(reading);
    }

    @Override
    public Optional<Reading> latest(String sensor) {
        return readings.latest(sensor);
    }

    @Override
    public long count() {
        return readings.count();
    }
}
