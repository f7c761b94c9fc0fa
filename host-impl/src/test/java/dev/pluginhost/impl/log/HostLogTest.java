package dev.pluginhost.impl.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.lifecycle.Thrown;
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
