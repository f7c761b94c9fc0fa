package dev.pluginhost.impl.leaks;

import dev.pluginhost.Holder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Drivers that are registered with {@code java.sql.DriverManager}. That has, if it has not before, the drivers of the
 * application made, as for whoever first asks for a connection.
 */
final class JdbcDrivers implements Look {

    @Override
    public void at(Suspect suspect, Consumer<Holder> found) {
        ClassLoader loader = suspect.loader();
        if (loader == null) {
            return;
        }
        for (Object driver : registered(new Sight(loader, suspect))) {
            if (suspect.ownsType(driver.getClass())) {
                found.accept(new Holder(
                        Holder.Kind.JDBC_DRIVER,
                        "JDBC driver " + Suspect.name(driver.getClass())
                                + " is registered; have the plugin deregister it when it stops",
                        List.of()));
            }
        }
    }

    @SuppressWarnings("unchecked") // what the class is declared to be
    private static Object[] registered(Sight sight) {
        try {
            Object lister = sight.define().getConstructor().newInstance();
            return ((Supplier<Object[]>) lister).get();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The list of JDBC drivers cannot be read: " + e, e);
        }
    }

    /**
     * Sees the JDK's classes and those that the plugin has loaded; being unloaded, it loads no more. All that DriverManager
     * asks for are the classes of drivers, by name, and these it has initialised: which hangs while the static initialiser of one
     * does, fails if that has failed, and runs it only where another plugin's driver is called like a class that this one has
     * loaded and never used.
     */
    private static final class Sight extends ClassLoader {

        private final ClassLoader plugin;
        private final Suspect suspect;

        Sight(ClassLoader plugin, Suspect suspect) {
            super(ClassLoader.getPlatformClassLoader());
            this.plugin = plugin;
            this.suspect = suspect;
        }

        Class<?> define() {
            String name = JdbcDrivers.class.getPackageName() + ".DriverLister";
            try (InputStream file = JdbcDrivers.class.getResourceAsStream("DriverLister.class")) {
                if (file == null) {
                    throw new IllegalStateException(name + " is not in the module");
                }
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!suspect.hasPackageOf(name)) {
                throw new ClassNotFoundException(name);
            }
            try {
                return plugin.loadClass(name);
            } catch (LinkageError e) { // DriverManager expects no errors
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
