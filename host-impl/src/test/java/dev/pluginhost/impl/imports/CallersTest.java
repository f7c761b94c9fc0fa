package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginState;
import dev.pluginhost.StartReport;
import dev.pluginhost.WouldBlockException;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Callers that wait for a plugin")
class CallersTest extends HostFixture {

    private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));

    @AfterEach
    void endLoop() {
        loop.shutdownNow();
    }

    private PluginHost withLoop(BlockingPolicy policy) {
        return host(builder ->
                builder.nonBlocking(thread -> thread.getName().equals("loop")).blockingPolicy(policy));
    }

    // Independence

    @Test
    @DisplayName("get it although the first of them has cancelled, without a second load")
    void firstCallerCancels() {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = host();
        CompletableFuture<ImportedModule> first = host.importModuleAsync("acme.slow");
        CompletableFuture<ImportedModule> second = host.importModuleAsync("acme.slow");
        probe.awaitReached("go");
        first.cancel(true);
        probe.release("go");
        assertEquals("acme.slow", get(second).name());
        assertEquals(1, probe.count("started acme.slow"));
    }

    @Test
    @DisplayName("get it although another one has lost patience")
    void aCallerTimesOut() {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = host();
        CompletableFuture<ImportedModule> first = host.importModuleAsync("acme.slow");
        CompletableFuture<ImportedModule> second = host.importModuleAsync("acme.slow");
        probe.awaitReached("go");
        assertThrows(TimeoutException.class, () -> first.get(1, TimeUnit.MILLISECONDS));
        probe.release("go");
        assertSame(get(first), get(second));
    }

    @Test
    @DisplayName("get it although another one was interrupted, which fails and stays interrupted")
    void aCallerIsInterrupted() throws Exception {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = host();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                host.importModule("acme.slow");
            } catch (Throwable e) {
                thrown.set(e);
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        probe.awaitReached("go");
        CompletableFuture<ImportedModule> other = host.importModuleAsync("acme.slow");
        caller.interrupt();
        caller.join(PATIENCE.toMillis());
        assertInstanceOf(ImportInterruptedException.class, thrown.get());
        assertEquals(true, stillInterrupted.get());
        probe.release("go");
        assertEquals("acme.slow", get(other).name());
        assertEquals(1, probe.count("started acme.slow"));
    }

    @Test
    @DisplayName("may all walk away: it is imported all the same")
    void nobodyWaitsAnyMore() {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = host();
        CompletableFuture<ImportedModule> only = host.importModuleAsync("acme.slow");
        probe.awaitReached("go");
        only.cancel(true);
        probe.release("go");
        assertEquals("acme.slow", host.importModule("acme.slow").name());
        assertEquals(1, probe.count("started acme.slow"));
    }

    @Test
    @DisplayName("go on, if they go on, neither on an import thread nor on their own")
    void continuations() {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = host();
        CompletableFuture<String> where = host.importModuleAsync("acme.slow")
                .thenApply(module -> Thread.currentThread().getName());
        probe.awaitReached("go");
        probe.release("go");
        assertTrue(get(where).startsWith("pluginhost-callback-"), get(where));
    }

    // Deadlines

    @Test
    @DisplayName("that never returns are woken at the deadline, with the stack and where the time went")
    void deadline() {
        install(plugin("acme.stuck", "Probe.awaitUninterruptibly(\"never\");"));
        install(plugin("acme.next"));
        PluginHost host = host(builder ->
                builder.importThreads(1).importTimeout(Duration.ofSeconds(2)).closeTimeout(Duration.ofSeconds(1)));
        CompletableFuture<ImportedModule> other = host.importModuleAsync("acme.stuck");
        ImportTimeoutException failure =
                assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.stuck"));
        assertInstanceOf(ImportTimeoutException.class, failureOf(other));
        assertTrue(
                List.of(failure.getCause().getStackTrace()).stream()
                        .anyMatch(frame -> frame.getClassName().equals("acme.stuck.Main")
                                && frame.getMethodName().equals("start")),
                "no frame of the plugin");
        assertTrue(
                failure.getMessage()
                        .matches(
                                "(?s).*queue [0-9.]+ ms, open [0-9.]+ ms, resolve [0-9.]+ ms, define [0-9.]+ ms, start [0-9.]+ ms.*"),
                failure.getMessage());
        assertEquals("acme.next", host.importModule("acme.next").name());
    }

    @Test
    @DisplayName("that returns too late is thrown away whole: stopped, never seen, and imported anew")
    void lateResult() {
        install(plugin("acme.stuck", "Probe.awaitUninterruptibly(\"late\");"));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofSeconds(2)));
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.stuck"));
        probe.release("late");
        probe.awaitReached("stopped acme.stuck");
        assertTrue(host.find("acme.stuck").isEmpty());
        assertEquals(PluginState.FAILED, info(host, "acme.stuck").state());
        host.importModule("acme.stuck");
        assertEquals(List.of("started acme.stuck", "stopped acme.stuck", "started acme.stuck"), probe.said());
    }

    @Test
    @DisplayName("that can be interrupted is, at the deadline")
    void interruptedAtTheDeadline() {
        install(
                plugin(
                        "acme.stuck",
                        "try { Probe.await(\"never\"); } catch (InterruptedException e) { Probe.say(\"interrupted\"); throw e; }"));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofSeconds(2)));
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.stuck"));
        probe.awaitReached("interrupted");
    }

    // Urgency

    @Test
    @DisplayName("go ahead of two hundred background imports, prerequisites included")
    void waitedForImportsGoFirst() {
        install(plugin("acme.first", "Probe.await(\"go\");").background());
        dev.pluginhost.testkit.PluginGraph.random(3, 200, 0)
                .each(source -> source.background()
                        .onStart("Probe.say(\"background\");")
                        .probe(probe))
                .jars(plugins);
        Path base = install(plugin("acme.wanted.base"));
        install(plugin("acme.wanted").requires("acme.wanted.base").compiledAgainst(base));
        PluginHost host = host(builder -> builder.importThreads(1));
        host.start();
        probe.awaitReached("go");
        CompletableFuture<ImportedModule> wanted = host.importModuleAsync("acme.wanted");
        probe.release("go");
        get(wanted);
        probe.awaitReached("background", 200);
        assertEquals(
                List.of("started acme.first", "started acme.wanted.base", "started acme.wanted"),
                probe.said().subList(0, 3));
    }

    @Test
    @DisplayName("raise a background import that was queued before")
    void raised() {
        install(plugin("acme.first", "Probe.await(\"go\");").background());
        dev.pluginhost.testkit.PluginGraph.random(3, 50, 0)
                .each(source -> source.background()
                        .onStart("Probe.say(\"background\");")
                        .probe(probe))
                .jars(plugins);
        install(plugin("acme.zlast").background());
        PluginHost host = host(builder -> builder.importThreads(1));
        host.start();
        probe.awaitReached("go");
        CompletableFuture<ImportedModule> wanted = host.importModuleAsync("acme.zlast");
        probe.release("go");
        get(wanted);
        probe.awaitReached("background", 50);
        assertEquals(
                List.of("started acme.first", "started acme.zlast"),
                probe.said().subList(0, 2));
    }

    // Threads that must not wait

    @Test
    @DisplayName("on a non-blocking thread get what is imported at once")
    void importedOnTheLoop() {
        install(plugin("acme.a"));
        PluginHost host = withLoop(BlockingPolicy.REFUSE);
        ImportedModule module = host.importModule("acme.a");
        assertSame(module, get(loop.submit(() -> host.importModule("acme.a"))));
    }

    private Throwable thrownOnTheLoop(Runnable call) {
        Future<Throwable> thrown = loop.submit(() -> {
            try {
                call.run();
                return null;
            } catch (Throwable e) {
                return e;
            }
        });
        return get(thrown);
    }

    @Test
    @DisplayName("on a non-blocking thread are refused what is not imported, in flight included")
    void refusedOnTheLoop() {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = withLoop(BlockingPolicy.REFUSE);
        CompletableFuture<ImportedModule> slow = host.importModuleAsync("acme.slow");
        probe.awaitReached("go");
        WouldBlockException failure =
                assertInstanceOf(WouldBlockException.class, thrownOnTheLoop(() -> host.importModule("acme.slow")));
        assertEquals("acme.slow", failure.module());
        assertTrue(failure.getMessage().contains("\"loop\""), failure.getMessage());
        assertTrue(failure.getMessage().contains("importModuleAsync"), failure.getMessage());
        probe.release("go");
        get(slow);
    }

    @Test
    @DisplayName("on a non-blocking thread are refused to wait for a future, or for one made of it")
    void joinRefusedOnTheLoop() {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = withLoop(BlockingPolicy.REFUSE);
        CompletableFuture<ImportedModule> slow = host.importModuleAsync("acme.slow");
        CompletableFuture<String> derived = slow.thenApply(ImportedModule::name);
        probe.awaitReached("go");
        assertInstanceOf(WouldBlockException.class, thrownOnTheLoop(slow::join));
        assertInstanceOf(WouldBlockException.class, thrownOnTheLoop(derived::join));
        probe.release("go");
        assertEquals("acme.slow", get(derived));
    }

    @Test
    @DisplayName(
            "on a non-blocking thread are never held up by asynchronous calls, before the sources are read and after")
    void asyncOnTheLoop() {
        install(plugin("acme.a").eager());
        PluginHost host = withLoop(BlockingPolicy.REFUSE);
        AtomicReference<CompletableFuture<ImportedModule>> module = new AtomicReference<>();
        AtomicReference<CompletableFuture<StartReport>> start = new AtomicReference<>();
        get(loop.submit(() -> {
            module.set(host.importModuleAsync("acme.a"));
            start.set(host.startAsync());
        }));
        assertEquals("acme.a", get(module.get()).name());
        assertTrue(get(start.get()).allEagerImported());
    }

    @Test
    @DisplayName(
            "on a non-blocking thread are refused start, check, refresh and an unread list, with what to call instead")
    void othersRefusedOnTheLoop() {
        PluginHost host = withLoop(BlockingPolicy.REFUSE);
        WouldBlockException start = assertInstanceOf(WouldBlockException.class, thrownOnTheLoop(host::start));
        assertTrue(start.getMessage().contains("startAsync()"), start.getMessage());
        assertInstanceOf(WouldBlockException.class, thrownOnTheLoop(host::check));
        assertInstanceOf(WouldBlockException.class, thrownOnTheLoop(host::refresh));
    }

    @Test
    @DisplayName("on a non-blocking thread get a batch of what is imported at once, every time")
    void batchOnTheLoop() {
        install(plugin("acme.a"));
        PluginHost host = withLoop(BlockingPolicy.REFUSE);
        host.importModule("acme.a");
        for (int i = 0; i < 1000; i++) {
            assertEquals(
                    1,
                    get(loop.submit(
                            () -> host.importAll(List.of("acme.a")).join().size())));
        }
    }

    @Test
    @DisplayName("on a non-blocking thread may wait where that is allowed")
    void allowedOnTheLoop() {
        install(plugin("acme.a"));
        PluginHost host = withLoop(BlockingPolicy.ALLOW);
        assertEquals(
                "acme.a", get(loop.submit(() -> host.importModule("acme.a"))).name());
    }

    @Test
    @DisplayName("on a non-blocking thread are warned of once for each place in the code, where that is the policy")
    void warnedOnTheLoop() {
        for (String name : List.of("acme.a", "acme.b", "acme.c")) {
            install(plugin(name));
        }
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = withLoop(BlockingPolicy.WARN);
            host.start();
            for (String name : List.of("acme.a", "acme.b", "acme.c")) {
                get(loop.submit(() -> host.importModule(name)));
            }
            assertEquals(
                    1,
                    log.messages().stream()
                            .filter(message -> message.contains(" waits on the non-blocking thread "))
                            .count());
        }
    }

    @Test
    @DisplayName("get a raw failure from a future, not one wrapped by how it came about")
    void rawFailure() {
        PluginHost host = host();
        CompletableFuture<Throwable> unread =
                host.importModuleAsync("acme.none").handle((module, thrown) -> thrown);
        assertInstanceOf(dev.pluginhost.PluginNotFoundException.class, get(unread));
        CompletableFuture<Throwable> read = host.importModuleAsync("acme.none").handle((module, thrown) -> thrown);
        assertInstanceOf(dev.pluginhost.PluginNotFoundException.class, get(read));
        assertInstanceOf(
                dev.pluginhost.PluginNotFoundException.class,
                assertThrows(
                                CompletionException.class,
                                () -> host.importModuleAsync("acme.none").join())
                        .getCause());
    }

    @Test
    @DisplayName("on a non-blocking thread are refused without any effect")
    void refusedWithoutEffect() {
        install(plugin("acme.eager").eager());
        PluginHost host = withLoop(BlockingPolicy.REFUSE);
        assertInstanceOf(WouldBlockException.class, thrownOnTheLoop(host::start));
        assertEquals(PluginState.INSTALLED, info(host, "acme.eager").state());
        assertInstanceOf(WouldBlockException.class, thrownOnTheLoop(() -> host.importModule("acme.eager")));
        assertEquals(PluginState.INSTALLED, info(host, "acme.eager").state());
        install(plugin("acme.late"));
        assertInstanceOf(WouldBlockException.class, thrownOnTheLoop(host::refresh));
        assertEquals(1, host.plugins().size());
    }

    @Test
    @DisplayName("are woken at the deadline though the log fails")
    void deadlineThoughTheLogFails() {
        install(plugin("acme.stuck", "Probe.await(\"never\");"));
        Logger logger = Logger.getLogger("dev.pluginhost");
        Handler failing = new Handler() {
            @Override
            public void publish(LogRecord record) {
                throw new IllegalStateException("disk full");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(failing);
        try {
            PluginHost host = host(builder -> builder.importTimeout(Duration.ofSeconds(1)));
            assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.stuck"));
        } finally {
            logger.removeHandler(failing);
        }
    }

    @Test
    @DisplayName("may set deadlines that never come")
    void endlessDeadlines() {
        install(plugin("acme.a"));
        Duration forever = java.time.temporal.ChronoUnit.FOREVER.getDuration();
        PluginHost host = host(builder -> builder.importTimeout(forever).closeTimeout(forever));
        assertEquals("acme.a", host.importModule("acme.a").name());
        host.close();
        assertEquals(1, probe.count("stopped acme.a"));
    }
}
