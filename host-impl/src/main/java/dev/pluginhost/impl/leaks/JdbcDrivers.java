package dev.pluginhost.impl.leaks;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.leaks.Probe.Findings;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The drivers of a plugin that are registered with {@code java.sql.DriverManager}: a driver registers itself and has no code to
 * deregister. The host deregisters them when the plugin ends; the probe finds those that stay. Thread-safe.
 */
public final class JdbcDrivers {

    /** Deregistering takes microseconds, unless a {@code DriverAction} hangs. */
    private static final long MAX_WAIT_SECONDS = 1;

    /** Held while drivers are deregistered: if a {@code DriverAction} hangs, it has the monitor of DriverManager for good. */
    private static final ReentrantLock LOCK = new ReentrantLock();

    /** The plugin whose drivers are deregistered; written by the holder of the lock. */
    private static volatile @Nullable String current;

    private JdbcDrivers() {}

    // The end of a plugin

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
            if (!LOCK.tryLock(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                String problem = "JDBC drivers of plugin " + plugin.name()
                        + " stay registered: the DriverAction of a driver" + " of plugin " + current
                        + " hangs and locks java.sql.DriverManager; correct that driver";
                problems.accept(problem);
                Thrown.warn(problem, null);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // the step timed out, which is reported
        }
        try {
            current = plugin.name();
            DriverView view = new DriverView(plugin::loadedClass);
            for (Object driver : view.registered()) {
                if (driver.getClass().getClassLoader() == plugin.loader()) {
                    deregister(driver, view, plugin, problems);
                }
            }
        } catch (Throwable thrown) { // such as an error of a driver's class
            report("JDBC drivers of plugin " + plugin.name() + " stay registered", thrown, problems);
        } finally {
            current = null;
            LOCK.unlock();
        }
    }

    private static void deregister(Object driver, DriverView view, PluginLayer plugin, Consumer<String> problems) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(plugin.loader());
        try {
            view.deregister(driver);
        } catch (Throwable thrown) { // a plugin's code may throw anything
            String name = Target.name(driver.getClass());
            report(
                    "JDBC driver " + name + " of plugin " + plugin.name() + " could not be deregistered",
                    thrown,
                    problems);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void report(String what, Throwable thrown, Consumer<String> problems) {
        ThrownCopy copy = Thrown.copy(thrown);
        problems.accept(what + ": " + copy);
        Thrown.warn(what + ": " + copy, copy);
    }

    // The probe

    static void search(Target target, Findings found) {
        ClassLoader loader = target.loader();
        if (loader == null) {
            return;
        }
        // an unloaded plugin defines no class, so this finds what it has defined before
        DriverView view = new DriverView(name -> target.hasPackageOf(name) ? loader.loadClass(name) : null);
        for (Object driver : view.registered()) {
            if (target.ownsType(driver.getClass())) {
                found.add(
                        Holder.Kind.JDBC_DRIVER,
                        "JDBC driver " + Target.name(driver.getClass())
                                + " is registered; have the plugin deregister it when it stops");
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
        private final Object calls;

        DriverView(ClassFinder finder) {
            super(ClassLoader.getPlatformClassLoader());
            this.finder = finder;
            String name = JdbcDrivers.class.getName() + "$Calls";
            try (InputStream file = JdbcDrivers.class.getResourceAsStream("JdbcDrivers$Calls.class")) {
                byte[] bytes = file == null ? new byte[0] : file.readAllBytes();
                this.calls = defineClass(name, bytes, 0, bytes.length)
                        .getConstructor()
                        .newInstance();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("The list of JDBC drivers cannot be read: " + e, e);
            }
        }

        /** The drivers that this loader finds. The first call of a process has DriverManager load the application's drivers. */
        @SuppressWarnings("unchecked") // as Calls is declared
        Object[] registered() {
            return ((Supplier<Object[]>) calls).get();
        }

        @SuppressWarnings("unchecked") // as Calls is declared
        void deregister(Object driver) {
            ((Consumer<Object>) calls).accept(driver);
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
