package dev.pluginhost.impl.leaks;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Lists drivers, and deregisters one. Never used as a class of this module: {@link DriverSight} defines its bytes anew in a loader
 * that sees a plugin's drivers, as DriverManager serves each caller only with those that the caller's class loader can find.
 */
@SuppressWarnings("unused") // by name
public final class DriverCalls implements Supplier<Object[]>, Consumer<Object> {

    /** For the loader's owner. */
    public DriverCalls() {}

    @Override
    public Object[] get() {
        return DriverManager.drivers().toArray();
    }

    /** Deregisters a driver, and calls its {@code DriverAction}, if it has one. */
    @Override
    public void accept(Object driver) {
        try {
            DriverManager.deregisterDriver((Driver) driver);
        } catch (SQLException e) {
            throw new IllegalStateException("The JDBC driver cannot be deregistered", e);
        }
    }
}
