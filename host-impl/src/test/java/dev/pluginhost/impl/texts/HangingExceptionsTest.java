package dev.pluginhost.impl.texts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An exception of a plugin that hangs when it is asked")
class HangingExceptionsTest extends HostFixture {

    private static final String BAD = """
            class Bad extends Error {
                @Override public String toString() { return asked("toString", super.toString()); }
                @Override public String getMessage() { return asked("getMessage", super.getMessage()); }
                @Override public StackTraceElement[] getStackTrace() { return asked("getStackTrace", super.getStackTrace()); }
                @Override public Throwable getCause() { return asked("getCause", null); }
                private static <T> T asked(String what, T answer) {
                    if (what.equals(System.getProperty("acme.hangs"))) {
                        Probe.awaitUninterruptibly("never");
                    }
                    return answer;
                }
            }
            """;

    @AfterEach
    void letGo() {
        System.clearProperty("acme.hangs");
        probe.release("never");
    }

    private PluginSource bad(String name, String start) {
        System.setProperty("acme.hangs", "toString");
        return plugin(name, start).source(name + ".Bad", BAD);
    }

    /** After a failure that was logged, everybody's log still works, and another host still imports. */
    private void assertOthersGoOn(LogCapture log) throws Exception {
        assertTrue(Thrown.awaitLogged(PATIENCE));
        Path others = Files.createDirectory(plugins.resolve("others.d"));
        PluginSource.plugin("acme.other").jar(others);
        try (PluginHost other = Hosts.builder().plugins(others).noIndex().build()) {
            other.importModule("acme.other");
            Files.writeString(others.resolve("bad.jar"), "no jar");
            other.refresh();
            other.start();
            assertNotNull(log.await("bad.jar is broken"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"toString", "getMessage", "getStackTrace", "getCause"})
    @DisplayName("fails its import, is logged by its class, and holds up nobody")
    void start(String method) throws Exception {
        install(bad("acme.a", "if (true) throw new Bad();").eager());
        System.setProperty("acme.hangs", method);
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host();
            host.start();
            assertTrue(log.await("acme.a").getMessage().contains("acme.a.Bad"), log.messages()::toString);
            assertOthersGoOn(log);
            PluginStartException failure = assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
            assertEquals("acme.a.Bad", failure.getCause().getClass().getName());
        }
    }

    @Test
    @DisplayName("as a cause leaves the text of the exceptions around it")
    void cause() {
        install(bad("acme.a", "if (true) throw new java.sql.SQLException(\"no table\", new Bad());")
                .requires("java.sql"));
        PluginHost host = host();
        PluginStartException failure = assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        assertTrue(failure.getMessage().contains("java.sql.SQLException: no table"), failure.getMessage());
        assertTrue(info(host, "acme.a").failure().orElseThrow().details().contains("Caused by: acme.a.Bad"));
    }

    @Test
    @DisplayName("is the cause that callers get")
    void real() {
        install(plugin("acme.a", "Probe.reach(\"a\");"));
        class Real extends RuntimeException {
            @Override
            @SuppressWarnings("OverrideThrowableToString")
            public String toString() {
                throw this;
            }
        }
        Real real = new Real();
        probe.failAt("a", () -> real);
        assertSame(
                real,
                assertThrows(PluginStartException.class, () -> host().importModule("acme.a"))
                        .getCause());
    }

    @Test
    @DisplayName("is a problem of its stop")
    void stop() throws Exception {
        install(bad("acme.a", "").onStop("if (true) throw new Bad();"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host();
            host.importModule("acme.a");
            UnloadReport.Plugin unloaded = get(host.unload("acme.a")).plugins().get(0);
            assertTrue(unloaded.problems().get(0).contains("acme.a.Bad"), unloaded.problems()::toString);
            assertOthersGoOn(log);
        }
    }

    @Test
    @DisplayName("of a service leaves that service out")
    void service() throws Exception {
        install(bad("acme.a", "")
                .declares("provides java.lang.Runnable with acme.a.Task;")
                .source("acme.a.Task", """
                        public class Task implements Runnable {
                            public Task() { throw new Bad(); }
                            public void run() {}
                        }
                        """));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            host().importModule("acme.a");
            assertTrue(log.await("is without its service").getMessage().contains("acme.a.Bad"));
            assertOthersGoOn(log);
        }
    }

    @Test
    @DisplayName("of a task on importExecutor is logged, and does not take the error stream")
    void task() throws Exception {
        install(bad("acme.a", "context.importExecutor().execute(() -> { throw new Bad(); });"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            host().importModule("acme.a");
            LogRecord record = log.await("pluginhost-load");
            assertTrue(record.getMessage().contains("acme.a.Bad"), record.getMessage());
            assertOthersGoOn(log);
        }
    }
}
