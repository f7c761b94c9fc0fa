package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** In the package that the host takes for foreign code, unlike those below it. */
@DisplayName("What callers have done when a plugin is there")
class ContinuationsTest extends HostFixture {

    private static final int MORE_THAN_THREADS = 100;
    private static final int MORE_THAN_MAY_WAIT = 1_100;

    /** Has so many callers wait within their continuations, at the same time, as there are callback threads, and more. */
    private void waitWithinContinuations(Function<PluginHost, String> wait) throws InterruptedException {
        install(plugin("acme.first", "Probe.await(\"go\");"));
        install(plugin("acme.second", "Probe.await(\"further\");"));
        CountDownLatch waiting = new CountDownLatch(MORE_THAN_THREADS);
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host();
            host.start();
            List<CompletableFuture<String>> callers = new ArrayList<>();
            for (int i = 0; i < MORE_THAN_THREADS; i++) {
                callers.add(host.importModuleAsync("acme.first").thenApply(first -> {
                    waiting.countDown();
                    return wait.apply(host);
                }));
            }
            probe.awaitReached("go");
            probe.release("go");
            waiting.await();
            probe.release("further");
            callers.forEach(caller -> assertEquals("acme.second", get(caller)));
            assertEquals(List.of(), log.messages("continuations"), "who waits for the host is not told of");
        }
    }

    @Test
    @DisplayName("may wait for the next plugin, though all of them do")
    void wait_() throws InterruptedException {
        waitWithinContinuations(host -> host.importModule("acme.second").name());
    }

    @Test
    @DisplayName("may wait for a future, though all of them do")
    void waitForAFuture() throws InterruptedException {
        waitWithinContinuations(
                host -> host.importModuleAsync("acme.second").join().name());
    }

    @Test
    @DisplayName("may wait for a future of a future, though all of them do")
    void waitForADerivedFuture() throws InterruptedException {
        waitWithinContinuations(host -> host.importModuleAsync("acme.second")
                .thenApply(ImportedModule::name)
                .thenApply(String::strip)
                .join());
    }

    @Test
    @DisplayName("may wait for the host as often as it wants, one wait after another")
    void waitOften() {
        install(plugin("acme.a", "Probe.await(\"go\");"));
        PluginHost host = host();
        CompletableFuture<Integer> waited = host.importModuleAsync("acme.a").thenApply(module -> {
            int waits = 0;
            while (waits < MORE_THAN_MAY_WAIT) {
                assertEquals(List.of(), host.check());
                waits++;
            }
            return waits;
        });
        probe.awaitReached("go");
        probe.release("go");
        assertEquals(MORE_THAN_MAY_WAIT, get(waited));
    }

    @Test
    @DisplayName(
            "may all wait for something of their own: that delays no other one, is logged, and does not end with close")
    void waitForSomethingElse() throws InterruptedException {
        install(plugin("acme.first", "Probe.await(\"go\");"));
        install(plugin("acme.second"));
        install(plugin("acme.third"));
        CountDownLatch own = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(MORE_THAN_THREADS);
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host();
            host.start();
            for (int i = 0; i < MORE_THAN_THREADS; i++) {
                CompletableFuture<Void> unused = host.importModuleAsync("acme.first")
                        .thenAccept(first -> {
                            waiting.countDown();
                            awaitUninterruptibly(own);
                        });
            }
            probe.awaitReached("go");
            probe.release("go");
            waiting.await();
            assertEquals(
                    "acme.second", get(host.importModuleAsync("acme.second")).name());
            assertEquals(List.of(), host.check());
            assertEquals(List.of(), host.refresh().added());
            host.start();
            String told =
                    log.await("continuations of the plugin host's futures").getMessage();
            assertTrue(told.contains("ContinuationsTest.awaitUninterruptibly("), told);
            CompletableFuture<ImportedModule> third = host.importModuleAsync("acme.third");
            host.close();
            boolean answered =
                    get(third.handle((module, thrown) -> thrown == null || thrown instanceof HostClosedException));
            assertTrue(answered);
            assertEquals(
                    1,
                    log.messages("continuations of the plugin host's futures").size());
        }
        own.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("never runs on an import thread, however many callers race with the import")
    void neverOnAnImportThread() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < 20; round++) {
            install(plugin("acme.p" + round));
        }
        PluginHost host = host();
        host.start();
        for (int round = 0; round < 20; round++) {
            List<CompletableFuture<?>> callers = new ArrayList<>();
            for (int i = 0; i < MORE_THAN_THREADS; i++) {
                callers.add(host.importModuleAsync("acme.p" + round)
                        .whenComplete((module, thrown) ->
                                threads.add(Thread.currentThread().getName())));
            }
            callers.forEach(HostFixture::get);
        }
        threads.remove(Thread.currentThread().getName()); // which was reported immediately
        assertTrue(
                threads.stream().allMatch(name -> name.startsWith("pluginhost-callback-")),
                () -> "continuations ran on " + threads);
    }

    @Test
    @DisplayName("runs on an executor of the caller if one is given")
    void onTheCallersExecutor() {
        install(plugin("acme.a", "Probe.await(\"go\");"));
        PluginHost host = host();
        CompletableFuture<String> where = host.importModuleAsync("acme.a")
                .thenApplyAsync(module -> Thread.currentThread().getName(), task -> new Thread(task, "mine").start());
        probe.awaitReached("go");
        probe.release("go");
        assertEquals("mine", get(where));
    }
}
