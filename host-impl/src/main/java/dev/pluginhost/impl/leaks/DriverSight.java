package dev.pluginhost.impl.leaks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A view of {@code java.sql.DriverManager} that shows a plugin's drivers. Its loader sees the JDK's classes and those of the plugin
 * that it is given.
 *
 * <p>All that DriverManager asks the loader for are the classes of drivers, by name. It initialises them: this hangs while the static
 * initialiser of one does, and fails if that has failed.
 */
final class DriverSight {

    /** Finds a class of the plugin. */
    @FunctionalInterface
    interface Finder {

        /**
         * The class of a name; null if the plugin has none.
         *
         * @throws ClassNotFoundException if the plugin has none
         */
        @Nullable
        Class<?> find(String name) throws ClassNotFoundException;
    }

    private final Object calls;

    /** A view with the classes that the finder finds. */
    DriverSight(Finder finder) {
        try {
            this.calls = new Sight(finder).define().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The list of JDBC drivers cannot be read: " + e, e);
        }
    }

    /**
     * The registered drivers that the loader sees. This has DriverManager make the drivers of the application, as for the first
     * caller that asks for a connection, if that has not happened before.
     */
    @SuppressWarnings("unchecked") // what the class is declared to be
    Object[] registered() {
        return ((Supplier<Object[]>) calls).get();
    }

    /** Deregisters a driver. Runs code of the driver, which may throw anything or hang. */
    @SuppressWarnings("unchecked") // what the class is declared to be
    void deregister(Object driver) {
        ((Consumer<Object>) calls).accept(driver);
    }

    private static final class Sight extends ClassLoader {

        private final Finder finder;

        Sight(Finder finder) {
            super(ClassLoader.getPlatformClassLoader());
            this.finder = finder;
        }

        Class<?> define() {
            String name = DriverSight.class.getPackageName() + ".DriverCalls";
            try (InputStream file = DriverSight.class.getResourceAsStream("DriverCalls.class")) {
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
            Class<?> found;
            try {
                found = finder.find(name);
            } catch (LinkageError e) { // DriverManager expects no errors
                throw new ClassNotFoundException(name, e);
            }
            if (found == null) {
                throw new ClassNotFoundException(name);
            }
            return found;
        }
    }
}
