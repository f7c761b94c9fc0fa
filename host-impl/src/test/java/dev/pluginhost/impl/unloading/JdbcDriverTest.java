package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.DriverSource;
import dev.pluginhost.testkit.PluginSource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A JDBC driver of a plugin that registers itself and has no code to deregister")
class JdbcDriverTest extends HostFixture {

    private static final String NO_ACTION = "null";
    private static final String TELLS = "() -> Probe.say(\"deregistered\")";

    /** Leaves the test a way to take back what the host could not. */
    private static final String UNDO = "Probe.hand(\"undo \" + Db.class.getPackageName(), (Runnable) Db::undo);";

    private static final String LOAD = "Class.forName(\"%s.Db\"); Probe.say(String.valueOf(Db.isRegistered()));";

    /** A plugin whose start loads the driver, then does what the statements say. */
    private PluginSource withDriver(String name, String action, String then) {
        return plugin(name, LOAD.formatted(name) + then)
                .requires("java.sql", "java.logging")
                .exports(name)
                .source(name + ".Db", DriverSource.of("public class Db", """
                        private static final Db ONLY = new Db();
                        static {
                            try {
                                java.sql.DriverManager.registerDriver(ONLY, %s);
                            } catch (java.sql.SQLException e) {
                                throw new AssertionError(e);
                            }
                        }
                        static void undo() {
                            try {
                                java.sql.DriverManager.deregisterDriver(ONLY);
                            } catch (java.sql.SQLException e) {
                                throw new AssertionError(e);
                            }
                        }
                        static boolean isRegistered() {
                            return java.sql.DriverManager.drivers().anyMatch(Db.class::isInstance);
                        }
                        """.formatted(action)));
    }

    private PluginHost host(Duration stop) {
        return host(builder -> builder.collectionTimeout(Duration.ofSeconds(20)).stopTimeout(stop));
    }

    /** For plugins whose drivers stay registered, so that they would be waited for in vain. */
    private PluginHost hostOfHeld(Duration stop) {
        return host(builder -> builder.collectionTimeout(Duration.ZERO).stopTimeout(stop));
    }

    @Test
    @DisplayName("is deregistered when the plugin is unloaded, which is then collected")
    void unload() {
        install(withDriver("acme.a", NO_ACTION, ""));
        PluginHost host = host(PATIENCE);
        host.importModule("acme.a");
        UnloadReport report = get(host.unload("acme.a"));
        assertTrue(probe.said().contains("true"), () -> probe.said().toString());
        assertTrue(report.isClean(), report::toString);
    }

    @Test
    @DisplayName("is deregistered after the plugin's stop, which may yet use it")
    void afterStop() {
        install(withDriver("acme.a", TELLS, ""));
        PluginHost host = host(PATIENCE);
        host.importModule("acme.a");
        get(host.unload("acme.a"));
        assertEquals(List.of("true", "started acme.a", "stopped acme.a", "deregistered"), probe.said());
    }

    @Test
    @DisplayName("is deregistered when the import fails")
    void failedStart() {
        install(withDriver("acme.a", TELLS, "if (true) throw new IllegalStateException(\"no\");"));
        PluginHost host = host(PATIENCE);
        assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        assertEquals(List.of("true", "deregistered"), probe.said());
    }

    @Test
    @DisplayName("is deregistered when the host is closed")
    void close() {
        install(withDriver("acme.a", TELLS, ""));
        PluginHost host = host(PATIENCE);
        host.importModule("acme.a");
        host.close();
        assertTrue(probe.said().contains("deregistered"), () -> probe.said().toString());
    }

    @Test
    @DisplayName("is deregistered, though the DriverAction of another driver of the plugin fails, which is reported")
    void failingAction() {
        install(withDriver(
                "acme.a",
                "() -> Probe.reach(\"action\")",
                UNDO + "java.sql.DriverManager.registerDriver(new Db() {}, " + TELLS + ");"));
        probe.failAt("action", () -> new IllegalStateException("no"));
        PluginHost host = hostOfHeld(PATIENCE);
        host.importModule("acme.a");
        UnloadReport report = get(host.unload("acme.a"));
        probe.mend("action");
        probe.take("undo acme.a", Runnable.class).run();
        assertTrue(probe.said().contains("deregistered"), () -> probe.said().toString());
        assertEquals(
                List.of(
                        "JDBC driver acme.a.Db of plugin acme.a could not be deregistered: java.lang.IllegalStateException: no"),
                report.plugins().get(0).problems());
    }

    @Test
    @DisplayName("holds up neither its own unload nor that of another, though its DriverAction hangs")
    void hangingAction() {
        install(withDriver("acme.a", "() -> Probe.awaitUninterruptibly(\"action\")", ""));
        install(withDriver("acme.b", NO_ACTION, UNDO));
        PluginHost host = hostOfHeld(Duration.ofMillis(200));
        host.importModule("acme.a");
        host.importModule("acme.b");
        String first = get(host.unload("acme.a")).plugins().get(0).problems().toString();
        String second = get(host.unload("acme.b")).plugins().get(0).problems().toString();
        probe.release("action");
        probe.take("undo acme.b", Runnable.class).run();
        assertTrue(first.contains("Plugin acme.a does not let its JDBC drivers be deregistered"), first);
        assertTrue(second.contains("acme.b"), second);
    }
}
