package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginState;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.Collected;
import dev.pluginhost.impl.fixtures.HangingLog;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.testkit.PluginGraph;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An import that takes long")
class SlowImportTest extends HostFixture {

    @Test
    @DisplayName("is logged once, with the caller, the stack and the time of each stage, and goes on")
    void toldOnce() throws InterruptedException {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        install(plugin("acme.slower", "Probe.await(\"go\");"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.slowImportWarning(Duration.ofMillis(100)));
            CompletableFuture<ImportedModule> slow = host.importModuleAsync("acme.slow");
            LogRecord record = log.await("Import of plugin acme.slow ");
            assertTrue(
                    record.getMessage()
                            .matches(".* has been running for 100 ms, wanted by .*; it is at acme\\.slow\\..*"
                                    + " on pluginhost-import-\\d+ \\(queue .*start [0-9.]+ ms\\), and times out after"
                                    + " 30 s"),
                    record.getMessage());
            assertTrue(Arrays.stream(record.getThrown().getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals("acme.slow.Main")));
            // as much time again
            CompletableFuture<ImportedModule> slower = host.importModuleAsync("acme.slower");
            log.await("Import of plugin acme.slower ");
            assertEquals(1, log.messages("Import of plugin acme.slow ").size());
            probe.release("go");
            assertEquals("acme.slow", get(slow).name());
            assertEquals("acme.slower", get(slower).name());
        }
    }

    @Test
    @DisplayName("is not told of if it has its deadline by then")
    void notTold() {
        install(plugin("acme.stuck", "Probe.await(\"never\");"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host(
                    builder -> builder.importTimeout(Duration.ofMillis(200)).slowImportWarning(Duration.ofMillis(200)));
            assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.stuck"));
            host.close();
            assertEquals(List.of(), log.messages("has been running"));
        }
    }

    @Test
    @DisplayName("does not hold up the others, with one import thread")
    void doesNotHoldUpOthers() {
        install(plugin("acme.slow", "Probe.await(\"go\");").background());
        install(plugin("acme.next"));
        PluginHost host = host(builder -> builder.importThreads(1).slowImportWarning(Duration.ofMillis(50)));
        host.start();
        probe.awaitReached("go");
        assertEquals("acme.next", host.importModule("acme.next").name());
        assertTrue(host.find("acme.slow").isEmpty());
        probe.release("go");
        assertEquals("acme.slow", host.importModule("acme.slow").name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "context.importModule(\"acme.hangs\");",
                "context.importModuleAsync(\"acme.hangs\").join();",
                "context.importModuleAsync(\"acme.hangs\").get(1, java.util.concurrent.TimeUnit.DAYS);",
            })
    @DisplayName("because it waits for another one is not blamed: the one that hangs is named, with its stack")
    void waitsForOneThatHangs(String wait) {
        install(plugin("acme.hangs", "Probe.await(\"never\");"));
        install(plugin("acme.asks", wait));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofSeconds(1)));
        ImportTimeoutException failure =
                assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.asks"));
        assertTrue(
                failure.getMessage()
                        .matches("(?s)Import of plugin acme\\.asks .* and waits for acme\\.hangs at"
                                + " acme\\.asks/acme\\.asks\\.Main\\.start\\(Main\\.java:\\d+\\) \\(.*\\), which is at"
                                + " acme\\.hangs\\..* on pluginhost-import-\\d+ \\(.*\\); let acme\\.hangs do its long work"
                                + " after its start, .*"),
                failure.getMessage());
        assertTrue(Arrays.stream(failure.getCause().getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals("acme.hangs.Main")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "past its deadline, in its start or in a service, is thrown away, and it and its services are not found")
    void isTooLate(boolean inService) throws InterruptedException {
        String hangs = "Probe.awaitUninterruptibly(\"go\");";
        install(plugin(
                        "acme.late",
                        "Probe.hand(\"loader\", Main.class.getClassLoader()); Probe.hand(\"thread\", Thread.currentThread());"
                                + (inService ? "" : hangs))
                .source(
                        "acme.late.Task",
                        "public class Task implements Runnable { public Task() {" + (inService ? hangs : "")
                                + "} public void run() {} }")
                .declares("provides Runnable with acme.late.Task"));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofSeconds(1)));
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.late"));
        WeakReference<ClassLoader> loader = new WeakReference<>(probe.take("loader", ClassLoader.class));
        probe.release("go");
        assertTrue(joined(probe.take("thread", Thread.class)));
        assertTrue(host.find("acme.late").isEmpty());
        assertEquals(List.of(), host.services(Runnable.class));
        assertEquals(PluginState.FAILED, info(host, "acme.late").state());
        Collected.await(loader);
    }

    private static boolean joined(Thread thread) throws InterruptedException {
        thread.join(PATIENCE.toMillis());
        return !thread.isAlive();
    }

    @Test
    @DisplayName("because it waits for a lock that its caller holds ends at its deadline, and names the caller")
    void waitsForALockOfItsCaller() {
        Object lock = new Object();
        System.getProperties().put("dev.pluginhost.test.lock", lock);
        try {
            install(plugin(
                    "acme.blocked",
                    "synchronized (System.getProperties().get(\"dev.pluginhost.test.lock\")) { Probe.say(\"in\"); }"));
            PluginHost host = host(builder -> builder.importTimeout(Duration.ofSeconds(1)));
            ImportTimeoutException failure;
            synchronized (lock) {
                failure = assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.blocked"));
            }
            assertTrue(
                    failure.getMessage()
                            .contains(", where it waits for a lock (java.lang.Object@"
                                    + Integer.toHexString(System.identityHashCode(lock)) + ") that thread \""
                                    + Thread.currentThread().getName() + "\" holds, on pluginhost-import-"),
                    failure.getMessage());
        } finally {
            System.getProperties().remove("dev.pluginhost.test.lock");
        }
    }

    @Test
    @DisplayName("because it waits for a thread that waits for another import gets it, with one import thread")
    void waitsForAThread() {
        install(plugin("acme.inner"));
        install(
                plugin(
                        "acme.outer",
                        "java.util.concurrent.CompletableFuture.runAsync(() -> context.importModule(\"acme.inner\"), context.importExecutor()).join();"));
        PluginHost host = host(builder -> builder.importThreads(1).slowImportWarning(Duration.ofMillis(50)));
        host.importModule("acme.outer");
        assertEquals(List.of("started acme.inner", "started acme.outer"), probe.said());
    }

    @Test
    @DisplayName("ends at its deadline though the log hangs, and so does the next one")
    void thoughTheLogHangs() throws InterruptedException {
        install(plugin("acme.stuck", "Probe.await(\"never\");"));
        try (HangingLog log = new HangingLog("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.importTimeout(Duration.ofMillis(300))
                    .slowImportWarning(Duration.ofMillis(100))
                    .closeTimeout(Duration.ofSeconds(1)));
            for (int i = 0; i < 2; i++) {
                assertInstanceOf(ImportTimeoutException.class, failureOf(host.importModuleAsync("acme.stuck")));
                log.awaitHanging();
            }
            host.close();
        }
    }

    @Test
    @DisplayName("of the sources is logged, with the stack, and delays no import of what was read before")
    void reading() throws InterruptedException {
        install(plugin("acme.a"));
        CountDownLatch reading = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = hostThatReads(() -> {
                reading.countDown();
                if (reading.getCount() == 0) {
                    go.await();
                }
            });
            host.start();
            CompletableFuture<?> refresh = CompletableFuture.runAsync(host::refresh);
            LogRecord record = log.await("refresh() has been running for 1 s; it is at ");
            assertTrue(record.getMessage().contains(" on pluginhost-source-"), record.getMessage());
            assertEquals("acme.a", host.importModule("acme.a").name());
            go.countDown();
            get(refresh);
        }
    }

    @Test
    @DisplayName("holds up neither check nor refresh, with one import thread")
    void holdsUpNoCheck() {
        install(plugin("acme.stuck", "Probe.await(\"go\");"));
        PluginHost host = host(builder -> builder.importThreads(1));
        CompletableFuture<ImportedModule> stuck = host.importModuleAsync("acme.stuck");
        probe.awaitReached("go");
        assertEquals(List.of(), host.check());
        assertEquals(List.of(), host.refresh().added());
        probe.release("go");
        get(stuck);
    }

    @Test
    @DisplayName("past its deadline has its thread replaced 64 times; then imports fail at once, until one returns")
    void tooManyStuck() {
        int threads = 40;
        int stuck = threads + 64;
        PluginGraph graph = PluginGraph.random(1, stuck, 0)
                .each(source ->
                        source.onStart("Probe.awaitUninterruptibly(\"never\");").probe(probe));
        graph.jars(plugins);
        install(plugin("acme.next"));
        PluginHost host = host(builder -> builder.importThreads(threads)
                .importTimeout(Duration.ofSeconds(1))
                .closeTimeout(Duration.ofSeconds(1)));
        host.start();
        List<CompletableFuture<ImportedModule>> futures = new ArrayList<>();
        graph.names().forEach(name -> futures.add(host.importModuleAsync(name)));
        probe.awaitReached("never", stuck);
        futures.forEach(future -> assertInstanceOf(ImportTimeoutException.class, failureOf(future)));
        ImportTimeoutException failure =
                assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.next"));
        assertTrue(failure.getMessage().contains("every import thread is stuck"), failure.getMessage());
        assertEquals(0, host.check().size());
        probe.release("never");
        // each returns, finds that it is too late, and goes back to work
        while (true) {
            try {
                host.importModule("acme.next");
                break;
            } catch (ImportTimeoutException e) {
                Thread.onSpinWait();
            }
        }
        assertEquals(1, probe.count("started acme.next"));
    }

    @Test
    @DisplayName("that comes after an unloading does not fail for want of threads before that is over")
    void waitsForUnloadingWhileAllAreStuck() {
        int threads = 40;
        int stuck = threads + 64;
        PluginGraph graph = PluginGraph.random(1, stuck, 0)
                .each(source ->
                        source.onStart("Probe.awaitUninterruptibly(\"never\");").probe(probe));
        graph.jars(plugins);
        install(plugin("acme.a").onStop("Probe.await(\"stop\"); Probe.say(\"stopped acme.a\");"));
        install(plugin("acme.next"));
        PluginHost host = host(builder -> builder.importThreads(threads)
                .importTimeout(Duration.ofSeconds(1))
                .stopTimeout(PATIENCE)
                .closeTimeout(Duration.ofSeconds(1)));
        host.importModule("acme.a");
        CompletableFuture<UnloadReport> gone = host.unload("acme.a");
        probe.awaitReached("stop");
        CompletableFuture<ImportedModule> again = host.importModuleAsync("acme.a");
        List<CompletableFuture<ImportedModule>> futures = new ArrayList<>();
        graph.names().forEach(name -> futures.add(host.importModuleAsync(name)));
        probe.awaitReached("never", stuck);
        futures.forEach(future -> assertInstanceOf(ImportTimeoutException.class, failureOf(future)));
        // what cannot begin any more is failed by now, at the latest before a thread is free again
        probe.release("never");
        while (true) {
            try {
                host.importModule("acme.next");
                break;
            } catch (ImportTimeoutException e) {
                Thread.onSpinWait();
            }
        }
        assertFalse(again.isDone());
        probe.release("stop");
        get(again);
        assertEquals(
                List.of("started acme.a", "stopped acme.a", "started acme.a"),
                probe.said().stream().filter(said -> said.endsWith("ed acme.a")).toList());
        get(gone);
    }
}
