package dev.pluginhost.impl.leaks;

import java.sql.DriverManager;
import java.util.function.Supplier;

/**
 * Lists drivers. Never used as a class of this module: {@link JdbcDrivers} defines its bytes anew in a loader that sees a
 * plugin's drivers, as DriverManager shows each caller only those that his class loader can find.
 */
@SuppressWarnings("unused") // by name
public final class DriverLister implements Supplier<Object[]> {

    /** For the loader's owner. */
    public DriverLister() {}

    @Override
    public Object[] get() {
        return DriverManager.drivers().toArray();
    }
}
