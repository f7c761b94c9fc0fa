package dev.pluginhost.impl.leaks;

import dev.pluginhost.impl.layer.PluginLayer;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.lifecycle.ThrownCopy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Deregisters the JDBC drivers of a plugin whose end has come. A driver that is dropped in as it is registers itself with
 * {@code java.sql.DriverManager}, and has no code to deregister.
 *
 * <p>Safe for use by any thread.
 */
public final class DriverRemoval {

    /** How long to wait for the drivers of another plugin, which takes microseconds unless a {@code DriverAction} hangs. */
    private static final long MOST_SECONDS = 1;

    /**
     * Held while drivers are deregistered. DriverManager holds a monitor meanwhile, and keeps it if a {@code DriverAction} hangs: then
     * the ends of other plugins give up here.
     */
    private static final ReentrantLock LOCK = new ReentrantLock();

    /** The plugin whose drivers are deregistered; written under the lock, and read by any thread for a message. */
    private static volatile @Nullable String current;

    private DriverRemoval() {}

    /**
     * Whether a class of the plugin may be a driver, or may have registered one: its loader has been asked for the types of
     * {@code java.sql}. Loads no class.
     */
    public static boolean mayBeNeeded(PluginLayer plugin) {
        return plugin.loadedClass("java.sql.Driver") != null || plugin.loadedClass("java.sql.DriverManager") != null;
    }

    /**
     * Deregisters the registered drivers whose classes the plugin's loader has defined. Drivers of loaders that the plugin has made stay.
     * Runs code of the drivers, so it may hang. It throws nothing: what fails is logged, and given to the sink in words.
     */
    public static void run(PluginLayer plugin, Consumer<String> problems) {
        try {
            if (!LOCK.tryLock(MOST_SECONDS, TimeUnit.SECONDS)) {
                problem(
                        "JDBC drivers of plugin " + plugin.name()
                                + " stay registered: java.sql.DriverManager is locked, as"
                                + " the DriverAction of a driver of plugin " + current + " hangs; mend that driver",
                        null,
                        problems);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return; // it took too long, which is reported
        }
        try {
            current = plugin.name();
            removeAll(plugin, problems);
        } catch (Throwable thrown) { // such as an error of a driver's class
            problem("JDBC drivers of plugin " + plugin.name() + " stay registered", thrown, problems);
        } finally {
            current = null;
            LOCK.unlock();
        }
    }

    private static void removeAll(PluginLayer plugin, Consumer<String> problems) {
        DriverSight sight = new DriverSight(plugin::loadedClass);
        for (Object driver : sight.registered()) {
            if (driver.getClass().getClassLoader() == plugin.loader()) {
                remove(driver, sight, plugin, problems);
            }
        }
    }

    private static void remove(Object driver, DriverSight sight, PluginLayer plugin, Consumer<String> problems) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(plugin.loader());
        try {
            sight.deregister(driver);
        } catch (Throwable thrown) { // a plugin's code may throw anything
            problem(
                    "JDBC driver " + Suspect.name(driver.getClass()) + " of plugin " + plugin.name()
                            + " could not be deregistered",
                    thrown,
                    problems);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void problem(String what, @Nullable Throwable thrown, Consumer<String> problems) {
        ThrownCopy copy = thrown == null ? null : Thrown.copy(thrown);
        String problem = copy == null ? what : what + ": " + copy;
        problems.accept(problem);
        Thrown.warn(problem, copy);
    }
}
