package dev.pluginhost.impl.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.impl.fixtures.HangingLog;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Files;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The log")
class HostLogTest extends HostFixture {

    @Test
    @DisplayName("has one line when the host has started, after the problems of its plugins")
    void started() throws Exception {
        install(plugin("acme.eager").eager());
        install(plugin("acme.bad", "if (true) throw new IllegalStateException(\"no table\");")
                .eager());
        install(plugin("acme.behind").background());
        install(plugin("acme.lazy"));
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.disabled("acme.lazy"));
            host.start();
            host.close();
            List<String> started = log.messages("started in");
            assertEquals(1, started.size(), log.messages()::toString);
            assertTrue(
                    started.get(0)
                            .matches("Plugin host started in \\d+ ms: 4 plugins installed, 2 eager \\(1 failed\\),"
                                    + " 1 in the background, 0 lazy, 1 refused; 1 error, 0 warnings, 0 notes"),
                    started::toString);
            assertEquals(Level.INFO, log.records("started in").get(0).getLevel());
            List<String> all = log.messages();
            assertTrue(all.indexOf(log.messages("broken.jar").get(0)) < all.indexOf(started.get(0)), all::toString);
            assertTrue(all.indexOf(log.messages("no table").get(0)) < all.indexOf(started.get(0)), all::toString);
        }
    }

    @Test
    @DisplayName("comes from the logger of the public package, and from no class")
    void source() throws Exception {
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            host().start();
            for (String line : List.of("broken.jar", "started in")) {
                LogRecord record = log.await(line);
                assertEquals("dev.pluginhost", record.getLoggerName());
                assertNull(record.getSourceClassName());
                assertNull(record.getSourceMethodName());
            }
        }
    }

    @Test
    @DisplayName(
            "has the times of the stages of each import at level DEBUG, also of one that fails, and not at level INFO")
    void times() throws Exception {
        install(plugin("acme.good").version("1.5"));
        install(plugin("acme.bad", "if (true) throw new IllegalStateException(\"no table\");"));
        String times = "queue [0-9.]+ ms, open [0-9.]+ ms, resolve [0-9.]+ ms, define [0-9.]+ ms, start [0-9.]+ ms";
        try (LogCapture log = new LogCapture("dev.pluginhost", Level.FINE)) {
            PluginHost host = host();
            awaitDebug(log);
            host.importModule("acme.good");
            assertThrows(PluginStartException.class, () -> host.importModule("acme.bad"));
            host.close();
            LogRecord good = log.await("Import of acme.good");
            assertEquals(Level.FINE, good.getLevel());
            assertTrue(
                    good.getMessage()
                            .matches("Import of acme\\.good 1\\.5 took [0-9.]+ ms \\(" + times + "\\), wanted by \\S+"
                                    + ", on pluginhost-import-\\d+"),
                    good::getMessage);
            String bad = log.await("Import of acme.bad").getMessage();
            assertTrue(bad.matches("Import of acme\\.bad failed after [0-9.]+ ms \\(" + times + "\\), .*"), bad);
            assertEquals(1, log.messages("Import of acme.good").size());
        }
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host();
            host.importModule("acme.good");
            host.close();
            assertEquals(List.of(), log.messages("Import of"));
        }
    }

    /** The log asks at most once a second whether such lines are wanted. */
    private static void awaitDebug(LogCapture log) throws InterruptedException {
        Thrown.tellSoon(System.Logger.Level.DEBUG, "wanted", null);
        assertNotNull(log.await("wanted"));
    }

    @Test
    @DisplayName("escapes control characters, whatever a line is made of")
    void escaped() throws Exception {
        PluginSource.plugin("acme.a").version("1\nWARNING: all is well").jar(plugins, "a.jar");
        try (LogCapture log = new LogCapture("dev.pluginhost", Level.FINE)) {
            awaitDebug(log);
            host().importModule("acme.a");
            String message = log.await("Import of acme.a").getMessage();
            assertTrue(message.startsWith("Import of acme.a 1\\nWARNING: all is well took"), message);
            Thrown.warnSoon("a thread\r\u001b[2K", null);
            assertEquals("a thread\\r\\u001b[2K", log.await("a thread").getMessage());
        }
    }

    @Test
    @DisplayName("asks again within a second whether lines of level DEBUG are wanted")
    void debugLater() throws Exception {
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            Thrown.tellSoon(System.Logger.Level.DEBUG, "unwanted", null);
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(List.of(), log.messages());
        }
        while (!HostLog.mayWantDebug()) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("loses no warning because of many lines of level DEBUG that wait")
    @SuppressWarnings("try") // it is closed early, which ends the hanging
    void manyDebugLines() throws Exception {
        try (LogCapture log = new LogCapture("dev.pluginhost");
                HangingLog hanging = new HangingLog("dev.pluginhost")) {
            Thrown.warnSoon("first", null);
            hanging.awaitHanging();
            for (int i = 0; i < 5_000; i++) {
                Thrown.tellSoon(System.Logger.Level.DEBUG, "details", null);
            }
            for (int i = 0; i < 400; i++) {
                Thrown.warnSoon("warning " + i, null);
            }
            hanging.close();
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(400, log.messages("warning ").size());
            assertEquals(List.of(), log.messages("details"));
        }
    }

    @Test
    @DisplayName("counts the warnings that are dropped while it hangs, and waits for it no longer than a moment")
    @SuppressWarnings("try") // it is closed early, which ends the hanging
    void dropped() throws Exception {
        try (LogCapture log = new LogCapture("dev.pluginhost");
                HangingLog hanging = new HangingLog("dev.pluginhost")) {
            Thrown.warnSoon("first", null);
            hanging.awaitHanging();
            for (int i = 0; i < 2_000; i++) {
                Thrown.warn("warning " + i + ";", null); // the first one waits a moment
            }
            hanging.close();
            String further = log.await("further lines").getMessage();
            assertTrue(Thrown.awaitLogged(PATIENCE));
            int lost = Integer.parseInt(further.substring(0, further.indexOf(' ')));
            assertTrue(lost > 900, further);
            assertEquals(2_000, log.messages("warning ").size() + lost);
        }
    }

    @Test
    @DisplayName("makes the text of a line of level DEBUG only if that is wanted, also if that changes")
    void debug() throws Exception {
        class Text {
            int made;

            @Override
            public String toString() {
                made++;
                return "details";
            }
        }
        Text text = new Text();
        try (LogCapture log = new LogCapture("dev.pluginhost", Level.FINE)) {
            Thrown.tellSoon(System.Logger.Level.DEBUG, text, null);
            assertEquals(Level.FINE, log.await("details").getLevel());
            assertTrue(HostLog.mayWantDebug());
        }
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            Thrown.tellSoon(System.Logger.Level.DEBUG, text, null);
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(List.of(), log.messages());
            assertEquals(1, text.made);
        }
        try (LogCapture log = new LogCapture("dev.pluginhost", Level.FINE)) {
            Thrown.tellSoon(System.Logger.Level.DEBUG, text, null);
            assertEquals(Level.FINE, log.await("details").getLevel());
            assertTrue(HostLog.mayWantDebug());
        }
    }
}
