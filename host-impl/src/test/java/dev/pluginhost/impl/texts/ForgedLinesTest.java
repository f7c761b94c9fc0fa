package dev.pluginhost.impl.texts;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A line of the log, or of a message")
class ForgedLinesTest extends HostFixture {

    private static final String FORGED = "\nWARNING: all is well\u001b[0m\u202e";

    private static void assertOneLine(String message) {
        assertTrue(
                message.codePoints().noneMatch(next -> Character.isISOControl(next) || next == 0x202e),
                message.replace("\n", "<line break>"));
    }

    @Test
    @DisplayName("is one line, whatever the name of a file is")
    void fileName() throws Exception {
        Files.writeString(plugins.resolve("a" + FORGED + ".jar"), "no jar");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host();
            Problem problem = host.start().problems().get(0);
            assertOneLine(problem.toString());
            assertOneLine(problem.subject());
            assertOneLine(log.await("all is well").getMessage());
        }
    }

    @Test
    @DisplayName("is one line, whatever an exception says")
    void exceptionText() throws Exception {
        install(plugin("acme.a", "if (true) throw new IllegalStateException(\"" + escaped(FORGED) + "\");")
                .eager());
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host();
            host.start();
            assertOneLine(log.await("all is well").getMessage());
            PluginStartException failure = assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
            assertOneLine(failure.getMessage());
            assertOneLine(info(host, "acme.a").failure().orElseThrow().message());
        }
    }

    @Test
    @DisplayName("is one line, whatever threads, classes, causes, suppressed exceptions and frames are called")
    void stack() throws Exception {
        String forged = escaped(FORGED);
        install(plugin("acme.a", """
                Thread.currentThread().setName("t%1$s");
                IllegalStateException thrown = new IllegalStateException(
                        "a%1$s", new RuntimeException("b%1$s" + System.getProperty("acme.forged")));
                thrown.addSuppressed(new java.io.IOException("c%1$s"));
                thrown.setStackTrace(new StackTraceElement[] {
                    new StackTraceElement("l%1$s", "m%1$s", "1%1$s", "C%1$s", "method%1$s", "File%1$s", 1)
                });
                if (true) throw thrown;
                """.formatted(forged)));
        System.setProperty("acme.forged", FORGED);
        try (LogCapture log = new LogCapture("dev.pluginhost", Level.FINE)) {
            Thrown.warnSoon("a line", null); // with which the log asks whether level DEBUG is wanted
            assertTrue(Thrown.awaitLogged(PATIENCE));
            PluginHost host = host();
            assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
            LogRecord record = log.await("failed to start");
            assertOneLine(record.getMessage());
            StringWriter stack = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(stack));
            assertTrue(stack.toString().lines().noneMatch(line -> line.startsWith("WARNING")), stack::toString);
            stack.toString().lines().forEach(line -> assertOneLine(line.replace('\t', ' ')));
            assertOneLine(log.await("Import of acme.a failed").getMessage());
            assertTrue(host.describe().lines().noneMatch(line -> line.startsWith("WARNING")), host::describe);
            host.describe().lines().forEach(ForgedLinesTest::assertOneLine);
        } finally {
            System.clearProperty("acme.forged");
        }
    }

    @Test
    @DisplayName("is one line, whatever somebody makes it of")
    void records() {
        Problem problem =
                new Problem(Problem.Severity.NOTE, Reason.UNREADABLE, "a" + FORGED, Optional.empty(), "b" + FORGED);
        assertOneLine(problem.toString());
        assertOneLine(problem.subject());
        assertOneLine(
                new PluginInfo.Failure(Reason.UNREADABLE, ImportStage.OPEN, "a" + FORGED, "", Instant.EPOCH).message());
        assertOneLine(new Holder(Holder.Kind.THREAD, "a" + FORGED, List.of("b" + FORGED)).what());
        assertOneLine(new UnloadReport.Plugin(
                        "a",
                        Optional.empty(),
                        Path.of("a"),
                        UnloadReport.Plugin.Collection.NOT_CHECKED,
                        List.of(),
                        List.of(FORGED))
                .problems()
                .get(0));
    }

    @Test
    @DisplayName("is one line, whatever the version and the location of a plugin are")
    void versionAndLocation() throws Exception {
        Path odd = Files.createDirectory(plugins.resolve("d" + FORGED));
        PluginSource.plugin("acme.a").version("1" + FORGED).jar(odd, "a.jar");
        try (PluginHost host = host(builder -> builder.plugins(odd))) {
            assertOneLine(info(host, "acme.a").toString());
            host.importModule("acme.a");
            assertOneLine(get(host.unload("acme.a")).plugins().get(0).toString());
        }
    }

    @Test
    @DisplayName("is no longer than a screen, whatever a plugin is called")
    void longName() throws IOException {
        PluginSource.plugin("a".repeat(60_000)).jar(plugins, "a.jar");
        PluginHost host = host();
        for (Problem problem : host.check()) {
            assertTrue(
                    problem.toString().length() < 4_100,
                    () -> "" + problem.message().length());
        }
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars()
                .forEach(next ->
                        escaped.append(next < ' ' || next > '~' ? String.format("\\u%04x", next) : (char) next));
        return escaped.toString().replace("\\u000a", "\\n");
    }
}
