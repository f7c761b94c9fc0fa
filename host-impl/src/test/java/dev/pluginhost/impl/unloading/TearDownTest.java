package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.testkit.OpenFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The end of a plugin whose code hangs")
class TearDownTest extends HostFixture {

    private static final Duration SHORT = Duration.ofMillis(50);

    /** Registers three resources, of which the second one never closes. */
    private static final String ONE_HANGS = """
            context.closeWithPlugin(() -> Probe.say("closed one"));
            context.closeWithPlugin(() -> Probe.awaitUninterruptibly("two"));
            context.closeWithPlugin(() -> Probe.say("closed three"));
            """;

    /** Asks its context for something once it goes on, and says what came of it. */
    private static final String USE_CONTEXT = """
            try {
                context.closeWithPlugin(() -> Probe.say("closed late"));
                Probe.say("taken");
            } catch (IllegalStateException e) {
                Probe.say("refused");
            }
            """;

    private PluginHost impatient() {
        return host(builder -> builder.stopTimeout(SHORT).collectionTimeout(Duration.ZERO));
    }

    @Test
    @DisplayName("closes the resources of one whose stop never returns, and refuses what it registers from then on")
    void stopHangs() {
        install(plugin(
                        "acme.a",
                        "context.closeWithPlugin(() -> Probe.say(\"closed one\"));"
                                + "context.closeWithPlugin(() -> Probe.say(\"closed two\"));")
                .onStop("Probe.awaitUninterruptibly(\"stop\");" + USE_CONTEXT));
        PluginHost host = impatient();
        host.importModule("acme.a");
        UnloadReport.Plugin plugin = get(host.unload("acme.a")).plugins().get(0);
        assertEquals(List.of("started acme.a", "closed two", "closed one"), probe.said());
        assertTrue(plugin.problems().get(0).contains("does not stop"), plugin.problems()::toString);
        probe.release("stop");
        probe.awaitReached("refused");
        assertEquals(1, probe.count("closed late"));
    }

    @Test
    @DisplayName("closes the other resources of one that has one which never closes")
    void resourceHangs() throws IOException {
        Path jar = install(plugin("acme.a", ONE_HANGS));
        PluginHost host = impatient();
        host.importModule("acme.a");
        UnloadReport.Plugin plugin = get(host.unload("acme.a")).plugins().get(0);
        assertEquals(List.of("started acme.a", "stopped acme.a", "closed three", "closed one"), probe.said());
        assertEquals(1, plugin.problems().size(), plugin.problems()::toString);
        assertTrue(
                plugin.problems().get(0).startsWith("Plugin acme.a does not close a resource; it is at acme.a."),
                plugin.problems()::toString);
        assertFalse(OpenFiles.has(jar));
    }

    @Test
    @DisplayName("has a thread for each step, so that none meets what an earlier one has left there")
    void threads() {
        String say = "Probe.say(Thread.currentThread().getName());";
        String resource = "context.closeWithPlugin(() -> " + say.replace(";", "") + ");";
        install(plugin("acme.a", resource + resource + ONE_HANGS + resource).onStop(say));
        PluginHost host = impatient();
        host.importModule("acme.a");
        get(host.unload("acme.a"));
        List<String> names = probe.said().stream()
                .filter(line -> line.contains("pluginhost-stop-"))
                .toList();
        assertEquals(4, names.size(), names::toString);
        assertEquals(4, Set.copyOf(names).size(), names::toString);
    }

    @Test
    @DisplayName("goes on after a resource that closes only when it is interrupted")
    void resourceIsInterrupted() {
        install(plugin(
                "acme.a",
                "context.closeWithPlugin(() -> Probe.say(\"interrupt left: \" + Thread.interrupted()));"
                        + "context.closeWithPlugin(() -> Probe.await(\"never\"));"));
        PluginHost host = impatient();
        host.importModule("acme.a");
        get(host.unload("acme.a"));
        assertEquals(List.of("started acme.a", "stopped acme.a", "interrupt left: false"), probe.said());
    }

    @Test
    @DisplayName("closes a resource without the interrupt that its stop has left")
    void interruptsItself() {
        install(plugin(
                        "acme.a",
                        "context.closeWithPlugin(() -> Probe.say(\"interrupt left: \" + Thread.interrupted()));")
                .onStop("Thread.currentThread().interrupt();"));
        PluginHost host = host(builder -> builder.collectionTimeout(Duration.ZERO));
        host.importModule("acme.a");
        get(host.unload("acme.a"));
        assertEquals(List.of("started acme.a", "interrupt left: false"), probe.said());
    }

    @Test
    @DisplayName("closes the other resources when the host is closed, of this plugin and of others")
    void hostIsClosed() {
        install(plugin("acme.first", "context.closeWithPlugin(() -> Probe.say(\"closed first\"));"));
        install(plugin("acme.a", ONE_HANGS).onStop("Probe.awaitUninterruptibly(\"stop\");"));
        PluginHost host = host(builder -> builder.closeTimeout(Duration.ofSeconds(2)));
        host.importModule("acme.first");
        host.importModule("acme.a");
        host.close();
        assertEquals(
                List.of(
                        "started acme.first",
                        "started acme.a",
                        "closed three",
                        "closed one",
                        "stopped acme.first",
                        "closed first"),
                probe.said());
    }

    @Test
    @DisplayName(
            "closes the other resources when the host is closed while one that is unloaded waits for a stop that hangs")
    void hostIsClosedMeanwhile() {
        install(plugin("acme.a", ONE_HANGS).onStop("Probe.awaitUninterruptibly(\"stop\");"));
        PluginHost host = host(builder -> builder.stopTimeout(PATIENCE).closeTimeout(Duration.ofSeconds(1)));
        host.importModule("acme.a");
        CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
        probe.awaitReached("stop");
        host.close();
        assertEquals(List.of("started acme.a", "closed three", "closed one"), probe.said());
        assertEquals(1, get(unloaded).plugins().size());
    }

    @Test
    @DisplayName("closes the other resources of one whose start fails, and tells why it failed")
    void failedStart() {
        install(plugin("acme.a", ONE_HANGS + "if (true) throw new java.io.IOException(\"no luck\");"));
        PluginHost host = impatient();
        PluginStartException failure = assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        assertTrue(failure.getMessage().contains("no luck"), failure::getMessage);
        assertEquals(List.of("closed three", "closed one"), probe.said());
    }

    @Test
    @DisplayName("is felt by no other host")
    void twoHosts() {
        install(plugin("acme.a", ONE_HANGS));
        PluginHost one = host(builder -> builder.stopTimeout(PATIENCE).closeTimeout(Duration.ofSeconds(1)));
        PluginHost other = impatient();
        one.importModule("acme.a");
        CompletableFuture<UnloadReport> unloading = one.unload("acme.a");
        probe.awaitReached("two");
        other.importModule("acme.a");
        assertEquals(1, get(other.unload("acme.a")).plugins().size());
        assertFalse(unloading.isDone());
    }

    // Imports

    @Test
    @DisplayName(
            "takes back what a start has registered, and its jar, when its import times out and not when it returns")
    void startHangs() throws IOException {
        Path jar = install(plugin(
                "acme.a",
                "context.closeWithPlugin(() -> Probe.say(\"closed one\"));"
                        + "context.closeWithPlugin(() -> Probe.say(\"closed two\"));"
                        + "Probe.awaitUninterruptibly(\"start\");" + USE_CONTEXT));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofMillis(500)));
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.a"));
        probe.awaitReached("closed one");
        assertEquals(List.of("closed two", "closed one"), probe.said());
        awaitClosed(jar);
        probe.release("start");
        probe.awaitReached("stopped acme.a");
        assertEquals(
                List.of("closed two", "closed one", "closed late", "refused", "started acme.a", "stopped acme.a"),
                probe.said());
    }

    /** It is closed right after the resources. */
    private static void awaitClosed(Path jar) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (OpenFiles.has(jar) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertFalse(OpenFiles.has(jar));
    }

    @Test
    @DisplayName("takes back what a start has registered, and its jar, when the host is closed")
    void startHangsAtClose() throws IOException {
        Path jar = install(plugin(
                "acme.a",
                "context.closeWithPlugin(() -> Probe.say(\"closed\")); Probe.awaitUninterruptibly(\"start\");"));
        PluginHost host = host(builder -> builder.closeTimeout(Duration.ofSeconds(1)));
        CompletableFuture<ImportedModule> a = host.importModuleAsync("acme.a");
        probe.awaitReached("start");
        host.close();
        assertEquals(List.of("closed"), probe.said());
        assertFalse(OpenFiles.has(jar));
        assertTrue(a.isCompletedExceptionally());
        probe.release("start");
        probe.awaitReached("stopped acme.a");
        assertEquals(List.of("closed", "started acme.a", "stopped acme.a"), probe.said());
    }

    @Test
    @DisplayName(
            "takes back what a start has registered, and its jar, though all threads hang that could do so before close")
    void startHangsBehindStops() throws IOException {
        int unloads = 8;
        for (int i = 0; i < unloads; i++) {
            install(plugin("acme.p" + i).onStop("Probe.awaitUninterruptibly(\"stop" + i + "\");"));
        }
        Path jar = install(plugin(
                "acme.a",
                "context.closeWithPlugin(() -> Probe.say(\"closed\")); Probe.awaitUninterruptibly(\"start\");"));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofSeconds(2))
                .stopTimeout(PATIENCE)
                .closeTimeout(Duration.ofSeconds(2)));
        for (int i = 0; i < unloads; i++) {
            host.importModule("acme.p" + i);
            CompletableFuture<UnloadReport> unused = host.unload("acme.p" + i);
            probe.awaitReached("stop" + i);
        }
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.a"));
        assertTrue(OpenFiles.has(jar));
        host.close();
        assertEquals(1, probe.count("closed"));
        assertFalse(OpenFiles.has(jar));
    }

    @Test
    @DisplayName("stops, once, one whose start has returned and whose service is never made")
    void providerHangs() {
        install(plugin("acme.a", "context.closeWithPlugin(() -> Probe.say(\"closed\"));")
                .declares("provides Runnable with acme.a.Task;")
                .source("acme.a.Task", """
                        public class Task implements Runnable {
                            public Task() {
                                Probe.awaitUninterruptibly("task");
                                Probe.say("made");
                            }

                            public void run() {}
                        }
                        """));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofMillis(500)));
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.a"));
        probe.awaitReached("closed");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            probe.release("task");
            log.await("acme.a was imported too late");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertEquals(List.of("started acme.a", "stopped acme.a", "closed", "made"), probe.said());
    }

    @Test
    @DisplayName("does not start one whose import has timed out while it was constructed")
    void constructorHangs() {
        install(dev.pluginhost.testkit.PluginSource.module("acme.a")
                .declares("requires dev.pluginhost; provides dev.pluginhost.plugin.Plugin with acme.a.Slow;")
                .source("acme.a.Slow", """
                        public class Slow implements dev.pluginhost.plugin.Plugin {
                            public Slow() {
                                Probe.awaitUninterruptibly("made");
                            }

                            public void start(dev.pluginhost.plugin.PluginContext context) {
                                Probe.say("started");
                            }
                        }
                        """)
                .probe(probe));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofMillis(500)));
        assertInstanceOf(ImportTimeoutException.class, failureOf(host.importModuleAsync("acme.a")));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            probe.release("made");
            log.await("acme.a was imported too late");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertEquals(0, probe.count("started"));
    }
}
