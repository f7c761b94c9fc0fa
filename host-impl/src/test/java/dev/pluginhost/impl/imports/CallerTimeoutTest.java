package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Reason;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.Reasons;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A caller with a timeout")
@SuppressWarnings("try") // what is open for as long as a block lasts
class CallerTimeoutTest extends HostFixture {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofDays(20_000);

    private static void assertStackOf(String plugin, ImportTimeoutException failure) {
        assertTrue(
                Arrays.stream(failure.getCause().getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(plugin + ".Main")),
                () -> "no frame of " + plugin + " in "
                        + Arrays.toString(failure.getCause().getStackTrace()));
    }

    private void assertComesInOnce(PluginHost host, String name) {
        probe.release("go");
        assertEquals(name, host.importModule(name).name());
        assertEquals(1, probe.count("started " + name));
    }

    @Test
    @DisplayName("fails alone, with the stage of the import, which goes on")
    void waits() {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = host();
        CompletableFuture<ImportedModule> other = host.importModuleAsync("acme.slow");
        probe.awaitReached("go");
        ImportTimeoutException failure =
                assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.slow", SHORT));
        assertTrue(
                failure.getMessage()
                        .matches("Plugin acme\\.slow was not imported within 200 ms, the timeout of .*: it"
                                + " is at acme\\.slow\\.Probe.* on pluginhost-import-\\d+ \\(queue .*start [0-9.]+ ms\\); its"
                                + " import goes on, .*"),
                failure.getMessage());
        assertEquals(ImportStage.START, failure.stage());
        assertTrue(failure.retryable());
        assertStackOf("acme.slow", failure);
        probe.release("go");
        assertEquals("acme.slow", get(other).name());
        assertEquals(1, probe.count("started acme.slow"));
    }

    @Test
    @DisplayName("has a future that fails, and no other one does")
    void future() {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = host();
        host.start();
        CompletableFuture<ImportedModule> other = host.importModuleAsync("acme.slow", LONG);
        CompletableFuture<ImportedModule> mine = host.importModuleAsync("acme.slow", SHORT);
        probe.awaitReached("go");
        ImportTimeoutException failure = assertInstanceOf(ImportTimeoutException.class, failureOf(mine));
        assertTrue(failure.getMessage().contains("the timeout of"), failure.getMessage());
        assertStackOf("acme.slow", failure);
        probe.release("go");
        assertEquals("acme.slow", get(other).name());
    }

    @Test
    @DisplayName("has a message that the plugin is still queued")
    void queued() {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        install(plugin("acme.next"));
        PluginHost host = host(builder -> builder.importThreads(1));
        CompletableFuture<ImportedModule> slow = host.importModuleAsync("acme.slow");
        probe.awaitReached("go");
        ImportTimeoutException failure =
                assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.next", SHORT));
        assertTrue(failure.getMessage().contains("it waits for an import thread (queue "), failure.getMessage());
        assertComesInOnce(host, "acme.next");
        get(slow);
    }

    @Test
    @DisplayName("has a message with the prerequisite that holds the plugin up, and its stage")
    void prerequisite() {
        Path base = install(plugin("acme.base", "Probe.await(\"go\");"));
        install(plugin("acme.top").requires("acme.base").compiledAgainst(base));
        PluginHost host = host();
        host.start();
        CompletableFuture<ImportedModule> top = host.importModuleAsync("acme.top");
        probe.awaitReached("go");
        ImportTimeoutException failure =
                assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.top", SHORT));
        assertTrue(
                failure.getMessage().matches(".*it waits for acme\\.base \\(queue .*\\), which is at acme\\.base\\..*"),
                failure.getMessage());
        assertStackOf("acme.base", failure);
        probe.release("go");
        get(top);
    }

    @Test
    @DisplayName("names five plugins that wait for each other, and where the last one is")
    void longChain() {
        Path before = install(plugin("acme.p0", "Probe.await(\"go\");"));
        for (int i = 1; i < 10; i++) {
            before = install(plugin("acme.p" + i).requires("acme.p" + (i - 1)).compiledAgainst(before));
        }
        PluginHost host = host();
        CompletableFuture<ImportedModule> last = host.importModuleAsync("acme.p9");
        probe.awaitReached("go");
        ImportTimeoutException failure =
                assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.p9", SHORT));
        assertTrue(
                failure.getMessage()
                        .matches(".*it waits for acme\\.p8 .*, which waits for acme\\.p4 \\(.*\\), which waits for"
                                + " others, the last of which is at acme\\.p0\\..*"),
                failure.getMessage());
        assertFalse(failure.getMessage().contains("acme.p3"), failure.getMessage());
        assertStackOf("acme.p0", failure);
        probe.release("go");
        get(last);
    }

    @Test
    @DisplayName("fails if the sources are not read in time, waiting or not")
    void sources() {
        CountDownLatch go = new CountDownLatch(1);
        install(plugin("acme.a"));
        PluginHost host = hostThatReads(go::await);
        ImportTimeoutException failure =
                assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.a", SHORT));
        assertTrue(failure.getMessage().contains("its import has not begun"), failure.getMessage());
        assertInstanceOf(ImportTimeoutException.class, failureOf(host.importModuleAsync("acme.a", SHORT)));
        go.countDown();
        assertEquals("acme.a", host.importModule("acme.a", LONG).name());
    }

    @Test
    @DisplayName("is back in time within a plugin's start too, with one import thread, and that plugin comes in")
    void withinAStart() {
        PluginHost[] hosts = new PluginHost[1];
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");"));
        install(plugin(
                "acme.outer",
                "try { " + AppCall.source("impatient")
                        + "; } catch (RuntimeException e) { Probe.say(e.getClass().getSimpleName()); }"));
        try (AppCall call = AppCall.of("impatient", () -> hosts[0].importModule("acme.slow", SHORT))) {
            hosts[0] = host(builder -> builder.importThreads(1));
            hosts[0].importModule("acme.outer");
            assertEquals(List.of("ImportTimeoutException", "started acme.outer"), probe.said());
            assertComesInOnce(hosts[0], "acme.slow");
        }
    }

    @Test
    @DisplayName("may be a plugin that asks its context")
    void context() {
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");"));
        install(
                plugin(
                        "acme.outer",
                        "try { context.importModule(\"acme.slow\", java.time.Duration.ofMillis(200)); } catch (RuntimeException e) { Probe.say(e.getClass().getSimpleName()); }"));
        PluginHost host = host(builder -> builder.importThreads(1));
        host.importModule("acme.outer");
        assertEquals(List.of("ImportTimeoutException", "started acme.outer"), probe.said());
        assertComesInOnce(host, "acme.slow");
    }

    @Test
    @DisplayName("gets what comes in time within a plugin's start, with one import thread")
    void withinAStartInTime() {
        PluginHost[] hosts = new PluginHost[1];
        install(plugin("acme.quick"));
        install(plugin("acme.outer", AppCall.source("patient") + ";"));
        try (AppCall call = AppCall.of("patient", () -> hosts[0].importModule("acme.quick", PATIENCE))) {
            hosts[0] = host(builder -> builder.importThreads(1));
            hosts[0].importModule("acme.outer");
            assertEquals(List.of("started acme.quick", "started acme.outer"), probe.said());
        }
    }

    @Test
    @DisplayName("is back in time from a future within a plugin's start, with one import thread")
    void futureWithinAStart() {
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");"));
        install(
                plugin(
                        "acme.outer",
                        "try { context.importModuleAsync(\"acme.slow\").get(200, java.util.concurrent.TimeUnit.MILLISECONDS); } catch (java.util.concurrent.TimeoutException e) { Probe.say(\"in time\"); }"));
        PluginHost host = host(builder -> builder.importThreads(1));
        host.importModule("acme.outer");
        assertEquals(List.of("in time", "started acme.outer"), probe.said());
        assertComesInOnce(host, "acme.slow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "context.importModuleAsync(\"acme.slow\").orTimeout(100, java.util.concurrent.TimeUnit.MILLISECONDS).join();",
                "context.importModuleAsync(\"acme.slow\").completeOnTimeout(null, 100, java.util.concurrent.TimeUnit.MILLISECONDS).join(); throw new RuntimeException(\"ended\");",
                "var future = context.importModuleAsync(\"acme.slow\"); new Thread(() -> future.cancel(true)).start(); future.join();",
            })
    @DisplayName("waits within a plugin's start until its future ends, in whatever way")
    void futureThatEnds(String wait) {
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");"));
        install(plugin("acme.outer", "try { " + wait + " } catch (RuntimeException e) { Probe.say(\"ended\"); }"));
        PluginHost host = host(builder -> builder.importThreads(1));
        host.importModule("acme.outer");
        assertEquals(List.of("ended", "started acme.outer"), probe.said());
        assertComesInOnce(host, "acme.slow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "context.importModule(\"%s\", java.time.Duration.ofMillis(100));",
                "context.importModuleAsync(\"%s\").get(100, java.util.concurrent.TimeUnit.MILLISECONDS);",
            })
    @DisplayName("waits no longer afterwards: what it has waited for within its start may then wait for it")
    void waitsNoLonger(String wait) {
        String impatient = "try { " + wait + " } catch (Exception e) { Probe.say(e.getClass().getSimpleName()); }";
        install(plugin("acme.one", impatient.formatted("acme.other") + " Probe.await(\"end\");"));
        install(plugin("acme.other", "Probe.await(\"go\"); " + impatient.formatted("acme.one")));
        PluginHost host = host();
        CompletableFuture<ImportedModule> one = host.importModuleAsync("acme.one");
        probe.awaitReached("end");
        probe.release("go");
        host.importModule("acme.other");
        probe.release("end");
        get(one);
        String timeout = probe.said().get(0);
        assertTrue(timeout.endsWith("TimeoutException"), timeout);
        assertEquals(List.of(timeout, timeout, "started acme.other", "started acme.one"), probe.said());
    }

    @Test
    @DisplayName("is refused at once, and does not wait, where the import would wait for itself")
    void cycle() {
        PluginHost[] hosts = new PluginHost[1];
        install(plugin("acme.a", AppCall.source("cycle") + ";"));
        try (AppCall call = AppCall.of("cycle", () -> hosts[0].importModule("acme.a", LONG))) {
            hosts[0] = host();
            Reasons.thrown(Reason.IMPORT_CYCLE, () -> hosts[0].importModule("acme.a"));
        }
    }

    @Test
    @DisplayName("is refused on a non-blocking thread like any other")
    void onTheLoop() {
        install(plugin("acme.a"));
        PluginHost host = host(builder -> builder.nonBlocking(Thread.currentThread()::equals));
        assertThrows(WouldBlockException.class, () -> host.importModule("acme.a", LONG));
        assertEquals(
                "acme.a",
                get(CompletableFuture.supplyAsync(() -> host.importModule("acme.a")))
                        .name());
        assertEquals("acme.a", host.importModule("acme.a", SHORT).name());
    }

    @Test
    @DisplayName("must be more than zero: this is checked before the plugin is looked up")
    void none() {
        install(plugin("acme.a"));
        PluginHost host = host();
        host.importModule("acme.a");
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            assertThrows(IllegalArgumentException.class, () -> host.importModule("acme.a", none));
            assertThrows(IllegalArgumentException.class, () -> host.importModuleAsync("acme.a", none));
        }
        assertThrows(NullPointerException.class, () -> host.importModule("acme.a", null));
        assertThrows(NullPointerException.class, () -> host.importModuleAsync(null, SHORT));
    }
}
