package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginState;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.HangingLog;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.testkit.OpenFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Closing a host")
class CloseTest extends HostFixture {

    /** Hangs at a channel that does not let itself be closed, as whoever interrupts a thread at a channel has to do. */
    private static final String HANGS_AT_A_CHANNEL = """
            class Channel extends java.nio.channels.spi.AbstractInterruptibleChannel {
                @Override
                protected void implCloseChannel() {
                    Probe.awaitUninterruptibly("never closes");
                }

                void hang() throws java.io.IOException {
                    begin();
                    try {
                        Probe.awaitUninterruptibly("never");
                    } finally {
                        end(true);
                    }
                }
            }
            new Channel().hang();
            """;

    @Test
    @DisplayName("stops the plugins, dependents first, and closes what they registered, the last one first")
    void stopsDependentsFirst() {
        Path base = install(plugin("acme.base"));
        install(plugin(
                        "acme.top",
                        "context.closeWithPlugin(() -> Probe.say(\"first\")); context.closeWithPlugin(() -> Probe.say(\"second\"));")
                .requires("acme.base")
                .compiledAgainst(base));
        PluginHost host = host();
        host.importModule("acme.top");
        host.close();
        assertEquals(
                List.of(
                        "started acme.base",
                        "started acme.top",
                        "stopped acme.top",
                        "second",
                        "first",
                        "stopped acme.base"),
                probe.said());
    }

    @Test
    @DisplayName("leaves nothing to be found, and says so to whoever asks")
    void leavesNothing() {
        install(plugin("acme.a")
                .declares("provides java.lang.Runnable with acme.a.Job;")
                .source("acme.a.Job", "public class Job implements Runnable { public void run() {} }"));
        PluginHost host = host();
        ImportedModule module = host.importModule("acme.a");
        host.close();
        assertTrue(host.find("acme.a").isEmpty());
        assertEquals(List.of(), host.services(Runnable.class));
        assertEquals(PluginState.INSTALLED, info(host, "acme.a").state());
        assertThrows(HostClosedException.class, () -> host.importModule("acme.a"));
        assertInstanceOf(HostClosedException.class, failureOf(host.importModuleAsync("acme.a")));
        assertThrows(HostClosedException.class, host::start);
        assertThrows(HostClosedException.class, host::refresh);
        assertThrows(
                RejectedExecutionException.class, () -> host.importExecutor().execute(() -> {}));
        assertEquals("acme.a", module.name());
        assertThrows(IllegalStateException.class, module::module);
    }

    @Test
    @DisplayName("that was never started does no harm, nor does closing it again")
    void closesTwice() {
        PluginHost host = host();
        host.close();
        host.close();
        assertThrows(HostClosedException.class, host::start);
        assertEquals(List.of(), host.plugins());
    }

    @Test
    @DisplayName(
            "with two hundred imports queued and two stuck answers everybody, within its bound, and says what was stuck")
    void answersEverybody() {
        install(plugin("acme.stuck1", "Probe.awaitUninterruptibly(\"never\");"));
        install(plugin("acme.stuck2", "Probe.awaitUninterruptibly(\"never\");"));
        dev.pluginhost.testkit.PluginGraph graph = dev.pluginhost.testkit.PluginGraph.random(5, 200, 2);
        graph.jars(plugins);
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.closeTimeout(Duration.ofSeconds(2)));
            List<CompletableFuture<ImportedModule>> waiting = new ArrayList<>();
            waiting.add(host.importModuleAsync("acme.stuck1"));
            waiting.add(host.importModuleAsync("acme.stuck2"));
            probe.awaitReached("never", 2);
            graph.names().forEach(name -> waiting.add(host.importModuleAsync(name)));
            assertTimeoutPreemptively(Duration.ofSeconds(20), host::close);
            waiting.forEach(future -> assertInstanceOf(HostClosedException.class, failureOf(future)));
            for (String stuck : List.of("acme.stuck1", "acme.stuck2")) {
                assertTrue(
                        log.messages().stream()
                                .anyMatch(message -> message.contains(stuck) && message.contains("does not end")),
                        () -> stuck + " in " + log.messages());
            }
        }
    }

    @Test
    @DisplayName("and deadlines come, though plugins hang and hold the monitors of the threads that run them")
    void thoughMonitorsAreHeld() {
        install(plugin(
                "acme.start", "synchronized (Thread.currentThread()) { Probe.awaitUninterruptibly(\"never\"); }"));
        install(plugin(
                "acme.start2", "synchronized (Thread.currentThread()) { Probe.awaitUninterruptibly(\"never too\"); }"));
        install(dev.pluginhost.testkit.PluginSource.plugin("acme.stop")
                .onStop("synchronized (Thread.currentThread()) { Probe.awaitUninterruptibly(\"never\"); }")
                .probe(probe));
        PluginHost host =
                host(builder -> builder.importTimeout(Duration.ofSeconds(1)).closeTimeout(Duration.ofSeconds(2)));
        host.importModule("acme.stop");
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.start"));
        CompletableFuture<ImportedModule> second = host.importModuleAsync("acme.start2");
        probe.awaitReached("never too");
        assertTimeoutPreemptively(Duration.ofSeconds(20), host::close);
        failureOf(second);
    }

    @Test
    @DisplayName("and deadlines come, though whoever interrupts a plugin is held up by it")
    void thoughInterruptsHang() {
        install(plugin("acme.start", HANGS_AT_A_CHANNEL));
        install(plugin("acme.start2", HANGS_AT_A_CHANNEL));
        install(dev.pluginhost.testkit.PluginSource.plugin("acme.stop")
                .onStop(HANGS_AT_A_CHANNEL)
                .probe(probe));
        PluginHost host =
                host(builder -> builder.importTimeout(Duration.ofSeconds(1)).closeTimeout(Duration.ofSeconds(2)));
        host.importModule("acme.stop");
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.start"));
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.start2"));
        CompletableFuture<ImportedModule> third = host.importModuleAsync("acme.start");
        probe.awaitReached("never", 3);
        host.importExecutor().execute(() -> probe.awaitReached("something that never is"));
        assertTimeoutPreemptively(Duration.ofSeconds(20), host::close);
        failureOf(third);
    }

    @Test
    @DisplayName("answers those whose plugins it interrupts that the host is closed, not that they were interrupted")
    void interruptedAreClosed() {
        dev.pluginhost.testkit.PluginGraph graph = dev.pluginhost.testkit.PluginGraph.random(5, 40, 0)
                .each(source -> source.onStart("Probe.await(\"never\");").probe(probe));
        graph.jars(plugins);
        PluginHost host = host(builder -> builder.importThreads(40));
        host.start();
        List<CompletableFuture<ImportedModule>> waiting = new ArrayList<>();
        graph.names().forEach(name -> waiting.add(host.importModuleAsync(name)));
        probe.awaitReached("never", 40);
        host.close();
        waiting.forEach(future -> assertInstanceOf(HostClosedException.class, failureOf(future)));
    }

    @Test
    @DisplayName("goes on past a plugin that does not stop, and says where it hangs")
    void goesOnPastAHangingStop() {
        install(plugin("acme.base"));
        install(dev.pluginhost.testkit.PluginSource.plugin("acme.hangs")
                .onStop("Probe.awaitUninterruptibly(\"never\");")
                .probe(probe));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.closeTimeout(Duration.ofSeconds(4)));
            host.importModule("acme.base");
            host.importModule("acme.hangs");
            host.close();
            assertEquals(1, probe.count("stopped acme.base"));
            assertTrue(
                    log.messages().stream()
                            .anyMatch(message -> message.contains("acme.hangs does not stop; it is at acme.hangs.")),
                    log.messages()::toString);
        }
    }

    @Test
    @DisplayName("interrupts a plugin that does not stop, and says so if that helps")
    void interruptsAStop() {
        install(dev.pluginhost.testkit.PluginSource.plugin("acme.slow")
                .onStop("try { Probe.await(\"never\"); } finally { Probe.say(\"ended\"); }")
                .probe(probe));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.closeTimeout(Duration.ofSeconds(4)));
            host.importModule("acme.slow");
            host.close();
            assertEquals(1, probe.count("ended"));
            assertEquals(
                    1,
                    log.messages("acme.slow does not stop before it is interrupted; it was at acme.slow.")
                            .size());
            assertEquals(List.of(), log.messages("left behind"));
        }
    }

    @Test
    @DisplayName("goes on past a plugin whose stop throws, and past resources that do not close")
    void goesOnPastAThrowingStop() {
        install(plugin("acme.base"));
        install(dev.pluginhost.testkit.PluginSource.plugin("acme.bad")
                .onStart(
                        "context.closeWithPlugin(() -> Probe.say(\"closed\")); context.closeWithPlugin(() -> { throw new java.io.IOException(\"stuck lid\"); });")
                .onStop("throw new AssertionError(\"will not\");")
                .probe(probe));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host();
            host.importModule("acme.base");
            host.importModule("acme.bad");
            host.close();
            assertEquals(List.of("started acme.base", "closed", "stopped acme.base"), probe.said());
            assertTrue(log.messages().stream().anyMatch(message -> message.contains("will not")));
            assertTrue(log.messages().stream().anyMatch(message -> message.contains("stuck lid")));
        }
    }

    @Test
    @DisplayName("by sixteen threads at once stops each plugin once, and all return")
    void byManyThreads() {
        install(plugin("acme.a"));
        PluginHost host = host();
        host.importModule("acme.a");
        race(Stream.generate(() -> (Callable<Integer>) () -> {
                    host.close();
                    return 0;
                })
                .limit(16)
                .toList());
        assertEquals(1, probe.count("stopped acme.a"));
    }

    @Test
    @DisplayName("by a plugin that is starting returns, and its import fails as closed")
    void fromInsideAPlugin() {
        PluginHost[] hosts = new PluginHost[1];
        install(
                plugin(
                        "acme.a",
                        "context.importExecutor().execute(() -> {}); Probe.await(\"go\"); ((Runnable) System.getProperties().get(\"close\")).run();"));
        System.getProperties().put("close", (Runnable) () -> hosts[0].close());
        try {
            hosts[0] = host(builder -> builder.closeTimeout(Duration.ofSeconds(5)));
            CompletableFuture<ImportedModule> a = hosts[0].importModuleAsync("acme.a");
            probe.release("go");
            assertInstanceOf(HostClosedException.class, failureOf(a));
            hosts[0].close();
            assertTrue(hosts[0].find("acme.a").isEmpty());
        } finally {
            System.getProperties().remove("close");
        }
    }

    @Test
    @DisplayName("during its start fails the start as closed")
    void duringStart() {
        install(plugin("acme.slow", "Probe.await(\"never\");").eager());
        PluginHost host = host();
        CompletableFuture<?> start = host.startAsync();
        probe.awaitReached("never");
        host.close();
        assertInstanceOf(HostClosedException.class, failureOf(start));
    }

    @Test
    @DisplayName("keeps the interrupt of the thread that closes, and is not cut short by it")
    void keepsTheInterrupt() {
        install(plugin("acme.a"));
        PluginHost host = host();
        host.importModule("acme.a");
        Thread.currentThread().interrupt();
        host.close();
        assertTrue(Thread.interrupted());
        assertEquals(1, probe.count("stopped acme.a"));
    }

    @Test
    @DisplayName("closes every file at once")
    void closesFiles() throws IOException {
        Path jar = install(plugin("acme.a"));
        PluginHost host = host();
        host.importModule("acme.a");
        assertTrue(OpenFiles.has(jar));
        host.close();
        assertFalse(OpenFiles.has(jar));
    }

    @Test
    @DisplayName("is not needed for the files of a failed import: they are closed before the caller gets the failure")
    void failedImportClosesFiles() throws IOException {
        Path jar = install(plugin("acme.a", "Probe.reach(\"start\");"));
        probe.failAt("start", () -> new IllegalStateException("no"));
        PluginHost host = host();
        assertThrows(RuntimeException.class, () -> host.importModule("acme.a"));
        assertFalse(OpenFiles.has(jar));
    }

    @Test
    @DisplayName("answers those who wait for the sources to be read or checked")
    void answersThoseWhoReadSources() {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        PluginHost host = hostThatReads(() -> {
            reading.countDown();
            never.await();
        });
        List<Callable<Object>> calls = List.of(
                () -> assertThrows(HostClosedException.class, host::refresh),
                () -> assertThrows(HostClosedException.class, host::check),
                () -> assertThrows(HostClosedException.class, () -> host.importModule("acme.a")),
                () -> assertInstanceOf(HostClosedException.class, failureOf(host.importModuleAsync("acme.a"))),
                () -> {
                    reading.await();
                    host.close();
                    return host;
                });
        race(calls);
        never.countDown();
    }

    @Test
    @DisplayName("waits for nobody who waits for it: a plugin that closes its host in its stop, or in its start")
    void byWhoItWaitsFor() {
        PluginHost[] hosts = new PluginHost[1];
        System.getProperties().put("close", (Runnable) () -> hosts[0].close());
        try {
            install(dev.pluginhost.testkit.PluginSource.plugin("acme.a")
                    .onStop("((Runnable) System.getProperties().get(\"close\")).run(); Probe.say(\"returned\");")
                    .probe(probe));
            install(
                    plugin(
                            "acme.b",
                            "Probe.awaitUninterruptibly(\"closing\"); ((Runnable) System.getProperties().get(\"close\")).run(); Probe.say(\"returned\");"));
            hosts[0] = host(builder -> builder.closeTimeout(Duration.ofMinutes(2)));
            hosts[0].importModule("acme.a");
            CompletableFuture<ImportedModule> b = hosts[0].importModuleAsync("acme.b");
            probe.awaitReached("closing");
            CompletableFuture<Void> close = CompletableFuture.runAsync(hosts[0]::close);
            assertInstanceOf(HostClosedException.class, failureOf(b));
            probe.release("closing");
            get(close);
            assertEquals(2, probe.count("returned"));
        } finally {
            System.getProperties().remove("close");
        }
    }

    /** Plugin acme.b waits for something in its stop, while acme.a, which is leaving, closes the host in its stop. */
    private void assertAllReturn(Function<PluginHost, List<CompletableFuture<?>>> leaving, Runnable waiting) {
        PluginHost[] hosts = new PluginHost[1];
        System.getProperties().put("close", (Runnable) () -> hosts[0].close());
        System.getProperties().put("wait", waiting);
        try {
            install(dev.pluginhost.testkit.PluginSource.plugin("acme.a")
                    .onStop(
                            "Probe.await(\"go\"); ((Runnable) System.getProperties().get(\"close\")).run(); Probe.say(\"closed\");")
                    .probe(probe));
            install(dev.pluginhost.testkit.PluginSource.plugin("acme.b")
                    .onStop(
                            "try { ((Runnable) System.getProperties().get(\"wait\")).run(); } catch (RuntimeException e) {} Probe.say(\"answered\");")
                    .probe(probe));
            hosts[0] =
                    host(builder -> builder.stopTimeout(Duration.ofMinutes(2)).closeTimeout(Duration.ofMinutes(2)));
            hosts[0].importModule("acme.a");
            hosts[0].importModule("acme.b");
            List<CompletableFuture<?>> left = leaving.apply(hosts[0]);
            probe.awaitReached("go");
            probe.release("go");
            left.forEach(future -> assertInstanceOf(HostClosedException.class, failureOf(future)));
            probe.awaitReached("closed");
            assertEquals(List.of("answered", "closed"), probe.said());
        } finally {
            System.getProperties().remove("close");
            System.getProperties().remove("wait");
        }
    }

    @Test
    @DisplayName("waits for no stop that unloads a plugin while a reload waits for the close")
    void thoughAStopUnloadsDuringAReload() {
        PluginHost[] hosts = new PluginHost[1];
        assertAllReturn(
                host -> {
                    hosts[0] = host;
                    return List.of(host.reload("acme.a"));
                },
                () -> hosts[0].unload("acme.a").join());
    }

    @Test
    @DisplayName("waits for no stop that waits for an unload made before the close")
    void thoughAStopWaitsForAnUnload() {
        List<CompletableFuture<?>> made = new ArrayList<>();
        assertAllReturn(
                host -> {
                    made.add(host.unload("acme.a"));
                    return List.of();
                },
                () -> made.get(0).join());
    }

    @Test
    @DisplayName("waits for no stop that waits for a reload made before the close, which runs or is queued")
    void thoughAStopWaitsForAReload() {
        List<CompletableFuture<?>> made = new ArrayList<>();
        assertAllReturn(
                host -> {
                    made.add(host.reload("acme.a"));
                    made.add(host.reload("acme.b"));
                    return made;
                },
                () -> CompletableFuture.allOf(made.toArray(CompletableFuture<?>[]::new))
                        .join());
    }

    @Test
    @DisplayName("returns within its bound though the log hangs")
    void thoughTheLogHangs() throws InterruptedException {
        install(plugin("acme.stuck", "Probe.awaitUninterruptibly(\"never\");"));
        try (HangingLog log = new HangingLog("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.closeTimeout(Duration.ofSeconds(2)));
            CompletableFuture<ImportedModule> stuck = host.importModuleAsync("acme.stuck");
            probe.awaitReached("never");
            assertTimeoutPreemptively(PATIENCE, host::close);
            assertInstanceOf(HostClosedException.class, failureOf(stuck));
            log.awaitHanging();
        }
    }

    @Test
    @DisplayName("tells dependents of what was under way that the host is closed, not that a prerequisite failed")
    void dependentsAreToldOfTheClose() {
        Path base = install(plugin("acme.base", "Probe.await(\"never\");"));
        for (int i = 0; i < 40; i++) {
            install(plugin("acme.top" + i).requires("acme.base").compiledAgainst(base));
        }
        PluginHost host = host(builder -> builder.importThreads(4));
        List<CompletableFuture<ImportedModule>> tops = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            tops.add(host.importModuleAsync("acme.top" + i));
        }
        probe.awaitReached("never");
        host.close();
        tops.forEach(top -> assertInstanceOf(HostClosedException.class, failureOf(top)));
    }

    @Test
    @DisplayName("gives each name of a batch its own answer, before the sources were read and after")
    void batchAfterClose() {
        install(plugin("acme.a"));
        PluginHost unread = host();
        unread.close();
        assertTrue(assertThrows(HostClosedException.class, () -> unread.importModule("acme.a"))
                .getMessage()
                .contains("acme.a"));
        assertTrue(failureOf(unread.importModuleAsync("acme.a")).getMessage().contains("acme.a"));
        assertInstanceOf(
                HostClosedException.class,
                get(unread.importAll(List.of("acme.a"))).get("acme.a").failure().orElseThrow());
        PluginHost read = host();
        read.start();
        read.close();
        assertInstanceOf(
                HostClosedException.class,
                get(read.importAll(List.of("acme.a"))).get("acme.a").failure().orElseThrow());
        assertInstanceOf(HostClosedException.class, failureOf(read.importServices(Runnable.class)));
    }

    @Test
    @DisplayName(
            "closes the files of a plugin that is being unloaded and does not stop, and the caller of unload gets a failure")
    void whileAPluginThatIsUnloadedDoesNotStop() throws IOException {
        Path jar = install(plugin("acme.a").onStop("Probe.awaitUninterruptibly(\"never\");"));
        PluginHost host = host(builder -> builder.stopTimeout(PATIENCE).closeTimeout(Duration.ofSeconds(1)));
        host.importModule("acme.a");
        CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
        probe.awaitReached("never");
        host.close();
        assertFalse(OpenFiles.has(jar));
        String problem = get(unloaded).plugins().get(0).problems().get(0);
        assertTrue(problem.contains("acme.a, which is being unloaded, does not stop"), problem);
        assertTrue(problem.contains("acme.a.Probe.tell"), problem);
    }
}
