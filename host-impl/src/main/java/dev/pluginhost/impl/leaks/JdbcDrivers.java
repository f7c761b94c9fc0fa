package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.leaks.Holders.Target;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import dev.pluginhost.modules.layer.PluginLayer;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The drivers of a plugin that are registered with {@code java.sql.DriverManager}: a driver registers itself and has no code to
 * deregister. The host deregisters them when the plugin ends; the probe finds those that stay. Thread-safe.
 */
public final class JdbcDrivers {

    private JdbcDrivers() {}

    /** Whether the plugin may have registered a driver: its loader has been asked for a type of {@code java.sql}. Loads no class. */
    public static boolean mayBeRegistered(PluginLayer plugin) {
        return plugin.loadedClass("java.sql.Driver") != null || plugin.loadedClass("java.sql.DriverManager") != null;
    }

    /**
     * Deregisters the drivers that the plugin's own loader has defined. This runs code of the drivers, which may hang. It throws
     * nothing: each problem is logged and given to the consumer.
     */
    public static void deregister(PluginLayer plugin, Consumer<String> problems) {
        try {
            DriverView view = new DriverView(plugin::loadedClass);
            for (Object driver : view.registered.get()) {
                if (driver.getClass().getClassLoader() == plugin.loader()) {
                    deregister(driver, view, plugin, problems);
                }
            }
        } catch (Throwable thrown) { // such as an error of a driver's class
            report("JDBC drivers of plugin " + plugin.name() + " stay registered", thrown, problems);
        }
    }

    private static void deregister(Object driver, DriverView view, PluginLayer plugin, Consumer<String> problems) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(plugin.loader());
        try {
            view.deregister.accept(driver);
        } catch (Throwable thrown) { // a plugin's code may throw anything
            String which = "JDBC driver " + Holders.name(driver.getClass()) + " of plugin " + plugin.name();
            report(which + " could not be deregistered", thrown, problems);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void report(String what, Throwable thrown, Consumer<String> problems) {
        ThrownCopy copy = Thrown.copy(thrown);
        problems.accept(what + ": " + copy);
        Thrown.warn(what + ": " + copy, copy);
    }

    /** Adds the drivers that are registered. */
    static void search(Target target, Consumer<Holder> found) {
        ClassLoader loader = target.loader();
        if (loader == null || ModuleLayer.boot().findModule("java.sql").isEmpty()) {
            return;
        }
        DriverView view = new DriverView(name -> PluginLayer.loadedClass(loader, name));
        for (Object driver : view.registered.get()) {
            if (target.ownsType(driver.getClass())) {
                String what = "JDBC driver " + Holders.name(driver.getClass())
                        + " is registered; have the plugin deregister it when it stops";
                found.accept(Holders.holder(Holder.Kind.JDBC_DRIVER, what));
            }
        }
    }

    /** Finds a class of the plugin; null or an exception if the plugin has none of that name. */
    private interface ClassFinder {
        @Nullable
        Class<?> find(String name) throws ClassNotFoundException;
    }

    /**
     * A loader that sees the JDK's classes and those of a plugin, with a copy of {@link Calls}: DriverManager shows each caller the
     * drivers that the caller's loader finds. DriverManager initialises the classes of drivers; this hangs while a static
     * initialiser does, and fails if one has failed.
     */
    private static final class DriverView extends ClassLoader {

        private final ClassFinder finder;

        /** Gives the drivers that this loader finds. The first call of a process has DriverManager load the application's drivers. */
        final Supplier<Object[]> registered;

        final Consumer<Object> deregister;

        @SuppressWarnings("unchecked") // as Calls is declared
        DriverView(ClassFinder finder) {
            super(ClassLoader.getPlatformClassLoader());
            this.finder = finder;
            String name = JdbcDrivers.class.getName() + "$Calls";
            try (InputStream file = JdbcDrivers.class.getResourceAsStream("JdbcDrivers$Calls.class")) {
                byte[] bytes = file == null ? new byte[0] : file.readAllBytes();
                Object calls = defineClass(name, bytes, 0, bytes.length)
                        .getConstructor()
                        .newInstance();
                this.registered = (Supplier<Object[]>) calls;
                this.deregister = (Consumer<Object>) calls;
            } catch (IOException | ReflectiveOperationException e) {
                throw new IllegalStateException("The list of JDBC drivers cannot be read: " + e, e);
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                Class<?> found = finder.find(name);
                if (found != null) {
                    return found;
                }
            } catch (LinkageError e) { // DriverManager expects no errors
                throw new ClassNotFoundException(name, e);
            }
            throw new ClassNotFoundException(name);
        }
    }

    /** What a {@link DriverView} calls DriverManager with. The class of this module is never used, only its bytes. */
    @SuppressWarnings("unused") // by name
    public static final class Calls implements Supplier<Object[]>, Consumer<Object> {

        /** Called by reflection. */
        public Calls() {}

        @Override
        public Object[] get() {
            return DriverManager.drivers().toArray();
        }

        @Override
        public void accept(Object driver) {
            try {
                DriverManager.deregisterDriver((Driver) driver);
            } catch (SQLException e) {
                throw new IllegalStateException("The JDBC driver cannot be deregistered", e);
            }
        }
    }
}
