package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.StartReport;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.lifecycle.Thrown;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A failure that nobody may look at")
class FailuresInTheLogTest extends HostFixture {

    private static final String BAD = "Probe.say(\"tried\"); if (true) throw new IllegalStateException(\"no table\");";

    @Test
    @DisplayName("is logged when it happens, not when the slowest of the batch has ended")
    void eager() throws Exception {
        install(plugin("acme.bad", BAD).eager());
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");").eager());
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            CompletableFuture<StartReport> start = host().startAsync();
            probe.awaitReached("go");
            assertNotNull(log.await("no table"));
            assertNotNull(log.await("broken.jar is broken"));
            assertFalse(start.isDone());
            probe.release("go");
            get(start);
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(1, log.messages("no table").size(), log.messages()::toString);
            assertEquals(1, log.messages("broken.jar").size(), log.messages()::toString);
        }
    }

    @Test
    @DisplayName("of a background import is logged when it happens")
    void background() throws Exception {
        install(plugin("acme.bad", BAD).background());
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");").background());
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            host().start();
            probe.awaitReached("go");
            assertNotNull(log.await("no table"));
            probe.release("go");
        }
    }

    @Test
    @DisplayName("is logged with the plugin's frames, and none of the host's")
    void frames() throws Exception {
        install(plugin("acme.bad", BAD).eager());
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            host().start();
            LogRecord record = log.await("no table");
            String stack = stack(record);
            assertTrue(stack.startsWith("java.lang.IllegalStateException: no table"), stack);
            assertTrue(stack.contains("acme.bad.Main.start"), stack);
            assertFalse(stack.contains("pluginhost.impl"), stack);
        }
    }

    private static String stack(LogRecord record) {
        StringWriter stack = new StringWriter();
        record.getThrown().printStackTrace(new PrintWriter(stack));
        return stack.toString();
    }

    @Test
    @DisplayName("is logged without frames of the host, though the plugin has called the host, which has failed")
    void framesOfNestedCalls() throws Exception {
        install(plugin("acme.inner", BAD));
        install(plugin("acme.outer", "context.importModule(\"acme.inner\");"));
        PluginHost host = host();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            assertThrows(PluginStartException.class, () -> host.importModule("acme.outer"));
            String stack = stack(log.await("Plugin acme.outer"));
            assertTrue(stack.contains("acme.outer.Main.start"), stack);
            assertTrue(stack.contains("acme.inner.Main.start"), stack);
            assertFalse(stack.contains("at dev.pluginhost"), stack);
            assertFalse(stack.contains("/dev.pluginhost.impl"), stack);
        }
    }

    @Test
    @DisplayName("of a plugin that somebody imports by name is logged, too; the same failure again is one line")
    void again() throws Exception {
        install(plugin("acme.bad", BAD));
        PluginHost host = host();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            assertThrows(PluginStartException.class, () -> host.importModule("acme.bad"));
            assertThrows(PluginStartException.class, () -> host.importModule("acme.bad"));
            failureOf(host.importModuleAsync("acme.bad"));
            assertTrue(Thrown.awaitLogged(PATIENCE));
            List<LogRecord> records = log.records("no table");
            assertEquals(3, records.size());
            assertNotNull(records.get(0).getThrown());
            assertFalse(records.get(0).getMessage().contains("(again)"));
            for (LogRecord again : records.subList(1, 3)) {
                assertNull(again.getThrown());
                assertEquals(records.get(0).getMessage() + " (again)", again.getMessage());
            }
        }
    }

    @Test
    @DisplayName("is a new one after the sources were read, after the plugin was imported, and with another message")
    void notAgain() throws Exception {
        install(plugin("acme.bad", "Probe.reach(\"tried\");"));
        PluginHost host = host();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            probe.failAt("tried", () -> new IllegalStateException("no table"));
            assertThrows(PluginStartException.class, () -> host.importModule("acme.bad"));
            host.refresh();
            assertThrows(PluginStartException.class, () -> host.importModule("acme.bad"));
            probe.mend("tried");
            host.importModule("acme.bad");
            get(host.unload("acme.bad"));
            probe.failAt("tried", () -> new IllegalStateException("no table"));
            assertThrows(PluginStartException.class, () -> host.importModule("acme.bad"));
            probe.failAt("tried", () -> new IllegalStateException("no chair"));
            assertThrows(PluginStartException.class, () -> host.importModule("acme.bad"));
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(3, log.records("no table").size());
            assertEquals(1, log.records("no chair").size());
            assertEquals(0, log.messages("(again)").size());
        }
    }

    @Test
    @DisplayName("is logged once, whoever waits for the import, and when it happens, not when importAll has ended")
    void oneOfMany() throws Exception {
        install(plugin("acme.bad", "Probe.awaitUninterruptibly(\"fail\");" + BAD));
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");"));
        PluginHost host = host();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            CompletableFuture<?> all = host.importAll(List.of("acme.bad", "acme.slow"));
            probe.awaitReached("fail");
            CompletableFuture<?> one = host.importModuleAsync("acme.bad");
            CompletableFuture<?> two = host.importModuleAsync("acme.bad");
            probe.release("fail");
            assertNotNull(log.await("no table"));
            assertFalse(all.isDone());
            failureOf(one);
            failureOf(two);
            probe.release("go");
            get(all);
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(1, log.messages("no table").size(), log.messages()::toString);
        }
    }

    @Test
    @DisplayName("of a prerequisite is logged with its stack, and for each plugin that requires it as one short line")
    void ofPrerequisite() throws Exception {
        Path base = install(plugin("acme.base", BAD));
        install(plugin("acme.top").requires("acme.base").compiledAgainst(base));
        PluginHost host = host();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            assertThrows(PluginException.class, () -> host.importModule("acme.top"));
            assertTrue(Thrown.awaitLogged(PATIENCE));
            List<LogRecord> records = log.records("no table");
            assertEquals(1, records.size());
            assertNotNull(records.get(0).getThrown());
            LogRecord top = log.await("Plugin acme.top");
            assertEquals("Plugin acme.top requires acme.base, which could not be imported", top.getMessage());
            assertNull(top.getThrown());
            assertThrows(PluginException.class, () -> host.importModule("acme.top"));
            assertNotNull(log.await("Plugin acme.top requires acme.base, which could not be imported (again)"));
        }
    }

    @Test
    @DisplayName(
            "is the same again if only numbers in its message differ, and if an import took too long for another caller")
    void againWithOtherNumbers() throws Exception {
        install(plugin(
                "acme.bad", "if (true) throw new IllegalStateException(\"no \" + new Object() + System.nanoTime());"));
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");"));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofMillis(300)));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            for (int i = 0; i < 2; i++) {
                assertThrows(PluginStartException.class, () -> host.importModule("acme.bad"));
            }
            assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.slow"));
            failureOf(host.importModuleAsync("acme.slow"));
            assertTrue(Thrown.awaitLogged(PATIENCE));
            for (String part : List.of("no java.lang.Object", "took longer than")) {
                List<LogRecord> records = log.records(part);
                assertEquals(2, records.size(), log.messages()::toString);
                assertFalse(records.get(0).getMessage().endsWith(" (again)"));
                assertNotNull(records.get(0).getThrown());
                assertTrue(records.get(1).getMessage().endsWith(" (again)"), log.messages()::toString);
                assertNull(records.get(1).getThrown());
            }
            probe.release("go");
        }
    }

    @Test
    @DisplayName("of a provider is logged once, and importServices does not try it again and again")
    void importServices() throws Exception {
        install(plugin("acme.bad", BAD)
                .declares("provides java.lang.Runnable with acme.bad.Task;")
                .source("acme.bad.Task", "public class Task implements Runnable { public void run() {} }"));
        PluginHost host = host();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            for (int i = 0; i < 5; i++) {
                assertEquals(0, get(host.importServices(Runnable.class)).size());
            }
            assertEquals(1, probe.count("tried"));
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(1, log.messages("no table").size(), log.messages()::toString);
        }
    }

    @Test
    @DisplayName(
            "of a provider is no reason not to try it again when the sources were read, or when it was imported by name")
    void againAfterAChange() {
        install(plugin("acme.bad", "Probe.reach(\"tried\");")
                .declares("provides java.lang.Runnable with acme.bad.Task;")
                .source("acme.bad.Task", "public class Task implements Runnable { public void run() {} }"));
        probe.failAt("tried", () -> new IllegalStateException("no table"));
        PluginHost host = host();
        assertEquals(0, get(host.importServices(Runnable.class)).size());
        host.refresh();
        assertEquals(0, get(host.importServices(Runnable.class)).size());
        assertEquals(2, probe.count("tried"));
        probe.mend("tried");
        host.importModule("acme.bad");
        assertEquals(1, get(host.importServices(Runnable.class)).size());
    }

    @Test
    @DisplayName("of a provider is tried again by importServices after a pause, if that can help")
    void afterAPause() {
        install(plugin("acme.bad", "Probe.reach(\"tried\");")
                .declares("provides java.lang.Runnable with acme.bad.Task;")
                .source("acme.bad.Task", "public class Task implements Runnable { public void run() {} }"));
        install(plugin("acme.hopeless", "Probe.say(\"linked\"); new Gone();")
                .declares("provides java.lang.Runnable with acme.hopeless.Task;")
                .source("acme.hopeless.Gone", "class Gone {}")
                .source("acme.hopeless.Task", "public class Task implements Runnable { public void run() {} }")
                .without("acme.hopeless.Gone"));
        probe.failAt("tried", () -> new IllegalStateException("no network"));
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        PluginHost host = host(((InstantSource) now::get).withZone(ZoneOffset.UTC));
        get(host.importServices(Runnable.class));
        now.set(now.get().plusSeconds(9));
        get(host.importServices(Runnable.class));
        assertEquals(1, probe.count("tried"));
        probe.mend("tried");
        now.set(now.get().plusSeconds(2));
        assertEquals(1, get(host.importServices(Runnable.class)).size());
        assertEquals(1, probe.count("linked"));
    }

    @Test
    @DisplayName("that the sources have shown already is not logged again by who imports the plugin")
    void knownBefore(@TempDir Path elsewhere) throws Exception {
        Path gone = plugin("acme.gone").jar(elsewhere);
        Path absent = plugin("acme.absent").jar(elsewhere);
        install(plugin("acme.eager").requires("acme.gone").compiledAgainst(gone).eager());
        install(plugin("acme.task")
                .requires("acme.absent")
                .compiledAgainst(absent)
                .declares("provides java.lang.Runnable with acme.task.Task;")
                .source("acme.task.Task", "public class Task implements Runnable { public void run() {} }"));
        PluginHost host = host();
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            host.start();
            get(host.importServices(Runnable.class));
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(1, log.messages("acme.gone not found").size(), log.messages()::toString);
            assertEquals(1, log.messages("acme.absent not found").size(), log.messages()::toString);
        }
    }

    @Test
    @DisplayName("because an import took too long is not logged again by importServices")
    void tookTooLong() throws Exception {
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");")
                .declares("provides java.lang.Runnable with acme.slow.Task;")
                .source("acme.slow.Task", "public class Task implements Runnable { public void run() {} }"));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofMillis(100)));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            for (int i = 0; i < 3; i++) {
                assertEquals(0, get(host.importServices(Runnable.class)).size());
            }
            assertTrue(Thrown.awaitLogged(PATIENCE));
            assertEquals(1, log.messages("took longer than").size(), log.messages()::toString);
            probe.release("go");
        }
    }
}
