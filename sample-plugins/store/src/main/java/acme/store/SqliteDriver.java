package acme.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.ServiceLoader;

/** The driver of this bundle. The driver manager is not used, because it is shared by the whole JVM. */
final class SqliteDriver implements AutoCloseable {

    /** The loader of the bundle: of the plugin and of its libraries. */
    private static final ClassLoader LOADER = SqliteDriver.class.getClassLoader();

    private final Driver driver;

    private SqliteDriver(Driver driver) {
        this.driver = driver;
    }

    static SqliteDriver ofThisBundle() {
        return ServiceLoader.load(Driver.class, LOADER).stream()
                .filter(provider -> isOfThisBundle(provider.type()))
                .map(provider -> new SqliteDriver(provider.get()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No JDBC driver in this bundle; add the sqlite-jdbc jar"));
    }

    Connection open(Path file) throws SQLException {
        return driver.connect("jdbc:sqlite:" + file, new Properties());
    }

    /** The driver registers itself with the JVM's driver manager when its class is loaded. */
    @Override
    public void close() throws SQLException {
        for (Driver registered : DriverManager.drivers()
                .filter(it -> isOfThisBundle(it.getClass()))
                .toList()) {
            DriverManager.deregisterDriver(registered);
        }
    }

    private static boolean isOfThisBundle(Class<?> type) {
        return type.getClassLoader() == LOADER;
    }
}
