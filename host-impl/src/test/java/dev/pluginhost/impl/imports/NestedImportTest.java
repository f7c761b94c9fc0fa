package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.Reason;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.fixtures.Reasons;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A plugin that imports others while it starts")
class NestedImportTest extends HostFixture {

    @Test
    @DisplayName("needs no second import thread")
    void withOneThread() {
        Path base = install(plugin("acme.base"));
        install(plugin("acme.inner").requires("acme.base").compiledAgainst(base));
        install(plugin("acme.outer", "context.importModule(\"acme.inner\");"));
        PluginHost host = host(builder -> builder.importThreads(1));
        host.importModule("acme.outer");
        assertEquals(List.of("started acme.base", "started acme.inner", "started acme.outer"), probe.said());
    }

    @Test
    @DisplayName("may be asked for, with one import thread, by what is closed since an import has failed")
    @SuppressWarnings("try") // it is there until the end
    void withinAFailingImport() throws Exception {
        install(plugin("acme.inner"));
        install(plugin(
                "acme.fails",
                "context.closeWithPlugin(() -> Probe.say(\"closed \" + " + AppCall.source("inner") + "));"
                        + "if (true) throw new java.io.IOException(\"no luck\");"));
        PluginHost host = host(builder -> builder.importThreads(1).slowImportWarning(PATIENCE));
        try (AppCall inner =
                AppCall.of("inner", () -> host.importModule("acme.inner").name())) {
            assertThrows(PluginStartException.class, () -> host.importModule("acme.fails"));
        }
        assertEquals(List.of("started acme.inner", "closed acme.inner"), probe.said());
    }

    @Test
    @DisplayName("may wait for a future with one import thread")
    void joinsAFutureWithOneThread() {
        install(plugin("acme.inner"));
        install(plugin("acme.outer", "context.importModuleAsync(\"acme.inner\").join();"));
        host(builder -> builder.importThreads(1)).importModule("acme.outer");
        assertEquals(List.of("started acme.inner", "started acme.outer"), probe.said());
    }

    @Test
    @DisplayName("may wait for what is made of a future with one import thread")
    void joinsADerivedFutureWithOneThread() {
        install(plugin("acme.inner"));
        install(
                plugin(
                        "acme.outer",
                        "Probe.say(context.importModuleAsync(\"acme.inner\").thenApply(Module::getName).thenApply(String::length).get().toString());"));
        host(builder -> builder.importThreads(1)).importModule("acme.outer");
        assertEquals(List.of("started acme.inner", "10", "started acme.outer"), probe.said());
    }

    @Test
    @DisplayName("may wait for the providers of a service with one import thread")
    void joinsServicesWithOneThread() {
        install(plugin("acme.inner")
                .declares("provides java.lang.Runnable with acme.inner.Job;")
                .source(
                        "acme.inner.Job",
                        "public class Job implements Runnable { public void run() { Probe.say(\"ran\"); } }"));
        install(plugin("acme.outer", "context.importServices(Runnable.class).join().forEach(Runnable::run);"));
        host(builder -> builder.importThreads(1)).importModule("acme.outer");
        assertEquals(List.of("started acme.inner", "ran", "started acme.outer"), probe.said());
    }

    @Test
    @DisplayName("may go ten deep with one import thread")
    void tenDeep() {
        install(plugin("acme.p0"));
        for (int i = 1; i <= 10; i++) {
            install(plugin("acme.p" + i, "context.importModule(\"acme.p" + (i - 1) + "\");"));
        }
        host(builder -> builder.importThreads(1)).importModule("acme.p10");
        assertEquals(11, probe.said().size());
        assertEquals("started acme.p0", probe.said().get(0));
    }

    @Test
    @DisplayName("is refused with the path if it imports itself")
    void importsItself() {
        install(plugin("acme.a", "context.importModule(\"acme.a\");"));
        PluginException failure = Reasons.thrown(Reason.IMPORT_CYCLE, () -> host().importModule("acme.a"));
        assertEquals(List.of("acme.a", "acme.a"), failure.path());
        assertTrue(failure.getMessage().contains("acme.a -> acme.a"), failure.getMessage());
    }

    @Test
    @DisplayName("is refused with the path if the other one imports it, on the same thread")
    void importEachOtherOnOneThread() {
        install(plugin("acme.a", "context.importModule(\"acme.b\");"));
        install(plugin("acme.b", "context.importModule(\"acme.a\");"));
        PluginHost host = host(builder -> builder.importThreads(1));
        PluginException failure = Reasons.thrown(Reason.IMPORT_CYCLE, () -> host.importModule("acme.a"));
        assertEquals(List.of("acme.a", "acme.b", "acme.a"), failure.path());
    }

    @Test
    @DisplayName("is refused with the path if the other one imports it, on another thread; both callers get it")
    void importEachOtherOnTwoThreads() {
        install(plugin("acme.a", "Probe.await(\"both\"); context.importModule(\"acme.b\");"));
        install(plugin("acme.b", "Probe.await(\"both\"); context.importModule(\"acme.a\");"));
        PluginHost host = host();
        CompletableFuture<ImportedModule> a = host.importModuleAsync("acme.a");
        CompletableFuture<ImportedModule> b = host.importModuleAsync("acme.b");
        probe.awaitReached("both", 2);
        probe.release("both");
        PluginException ofA = Reasons.of(Reason.IMPORT_CYCLE, failureOf(a));
        PluginException ofB = Reasons.of(Reason.IMPORT_CYCLE, failureOf(b));
        assertEquals("acme.a", ofA.module());
        assertEquals("acme.b", ofB.module());
        assertTrue(ofA.getMessage().contains(" -> ") && ofB.getMessage().contains(" -> "), ofA.getMessage());
    }

    @Test
    @DisplayName("is refused if the other one waits for it through what it requires")
    void cycleThroughARequirement() {
        Path a = install(plugin("acme.a", "Probe.await(\"go\"); context.importModule(\"acme.b\");"));
        install(plugin("acme.b").requires("acme.a").compiledAgainst(a));
        PluginHost host = host();
        CompletableFuture<ImportedModule> b = host.importModuleAsync("acme.b");
        probe.awaitReached("go");
        probe.release("go");
        PluginException failure = failureOf(b);
        PluginException cycle = Reasons.of(Reason.IMPORT_CYCLE, failure.getCause());
        assertEquals(List.of("acme.b", "acme.a", "acme.b"), cycle.path());
        assertTrue(
                cycle.getMessage()
                        .matches(
                                ".*\\(acme\\.b requires acme\\.a, acme\\.a waits for acme\\.b at acme\\.a/acme\\.a\\.Main\\.start\\(Main\\.java:\\d+\\) on pluginhost-import-\\d+ \\[acme\\.a]\\).*"),
                cycle.getMessage());
    }

    @Test
    @DisplayName("may carry on where a cycle was refused, and both come in")
    void mayCarryOn() {
        install(
                plugin(
                        "acme.a",
                        "try { context.importModule(\"acme.b\"); } catch (RuntimeException e) { Probe.say(((dev.pluginhost.PluginException) e).reason().name()); }"));
        PluginHost host = host(builder -> builder.importThreads(1));
        install(
                plugin(
                        "acme.b",
                        "try { context.importModule(\"acme.a\"); } catch (RuntimeException e) { Probe.say(((dev.pluginhost.PluginException) e).reason().name()); }"));
        host.importModule("acme.a");
        assertEquals(List.of("IMPORT_CYCLE", "started acme.b", "started acme.a"), probe.said());
        assertTrue(host.find("acme.b").isPresent());
    }

    @Test
    @DisplayName("from a static initialiser needs no second thread either")
    void fromAStaticInitialiser() {
        install(plugin("acme.inner"));
        install(plugin("acme.outer", "Early.context = context; new Late();")
                .source("acme.outer.Early", "class Early { static dev.pluginhost.plugin.PluginContext context; }")
                .source("acme.outer.Late", "class Late { static { Early.context.importModule(\"acme.inner\"); } }"));
        host(builder -> builder.importThreads(1)).importModule("acme.outer");
        assertEquals(List.of("started acme.inner", "started acme.outer"), probe.said());
    }

    @Test
    @DisplayName("from a constructor of a service needs no second thread either")
    void fromAProvider() {
        install(plugin("acme.inner"));
        install(
                plugin("acme.outer", "Job.context = context;")
                        .declares("provides java.lang.Runnable with acme.outer.Job;")
                        .source(
                                "acme.outer.Job",
                                "public class Job implements Runnable { static dev.pluginhost.plugin.PluginContext context; public Job() { context.importModule(\"acme.inner\"); Probe.say(\"made\"); } public void run() {} }"));
        host(builder -> builder.importThreads(1)).importModule("acme.outer");
        assertEquals(List.of("started acme.outer", "started acme.inner", "made"), probe.said());
    }

    @Test
    @DisplayName("is refused with the path from a constructor of a service, which is then left out")
    void cycleFromAProvider() {
        install(
                plugin("acme.outer", "Job.context = context;")
                        .declares("provides java.lang.Runnable with acme.outer.Job;")
                        .source(
                                "acme.outer.Job",
                                "public class Job implements Runnable { static dev.pluginhost.plugin.PluginContext context; public Job() { context.importModule(\"acme.outer\"); } public void run() {} }"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.importThreads(1));
            host.importModule("acme.outer");
            assertEquals(List.of(), host.services(Runnable.class));
            assertEquals(1, log.messages("acme.outer -> acme.outer").size());
        }
    }

    /** Two plugins that both wait, in the way that is given, for a future that has to do with the other. */
    private List<PluginException> refusedFutures(String waitForOther) {
        install(plugin("acme.other"));
        install(plugin("acme.a", "Probe.await(\"both\"); " + waitForOther.formatted("acme.b")));
        install(plugin("acme.b", "Probe.await(\"both\"); " + waitForOther.formatted("acme.a")));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofDays(1)));
        CompletableFuture<ImportedModule> a = host.importModuleAsync("acme.a");
        CompletableFuture<ImportedModule> b = host.importModuleAsync("acme.b");
        probe.awaitReached("both", 2);
        probe.release("both");
        return List.of(Reasons.of(Reason.IMPORT_CYCLE, failureOf(a)), Reasons.of(Reason.IMPORT_CYCLE, failureOf(b)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "context.importModuleAsync(\"%s\").join();",
                "context.importModuleAsync(\"%s\").get();",
                "context.importModuleAsync(\"%s\").get(1, java.util.concurrent.TimeUnit.DAYS);",
                "context.importModuleAsync(\"%s\").thenApply(Module::getName).exceptionally(thrown -> { throw new java.util.concurrent.CompletionException(thrown); }).join();",
            })
    @DisplayName("are refused with the path in a circle of futures and of what is derived from them")
    void circleOfFutures(String waitForOther) {
        for (PluginException failure : refusedFutures(waitForOther)) {
            assertTrue(
                    failure.getMessage().contains("acme.a -> acme.b -> acme.a")
                            || failure.getMessage().contains("acme.b -> acme.a -> acme.b"),
                    failure.getMessage());
            assertTrue(
                    failure.getMessage().contains("acme.a waits for acme.b at acme.a/acme.a.Main.start(Main.java:")
                            && failure.getMessage().contains("acme.b waits for acme.a at acme.b/acme.b.Main.start("),
                    failure.getMessage());
        }
    }

    @Test
    @DisplayName("time out in a circle that is closed only by a function given to thenCompose")
    void circleWithinAFunction() {
        install(plugin("acme.other"));
        install(plugin("acme.a", """
                context.importModuleAsync("acme.other").thenCompose(it -> context.importModuleAsync("acme.a")).join();
                """));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofSeconds(1)));
        assertInstanceOf(ImportTimeoutException.class, failureOf(host.importModuleAsync("acme.a")));
    }

    /** Has a plugin, acme.a, wait in its start for the future of one that was asked for before the sources were read. */
    private CompletableFuture<ImportedModule> waitsForEarlyFutureOf(String name) {
        CountDownLatch reading = new CountDownLatch(1);
        install(plugin(
                "acme.a", "((java.util.concurrent.CompletableFuture<?>) " + AppCall.source("early") + ").join();"));
        install(plugin("acme.b"));
        AtomicReference<CompletableFuture<?>> early = new AtomicReference<>();
        AppCall call = AppCall.of("early", early::get);
        PluginHost host = hostThatReads(reading::await);
        CompletableFuture<ImportedModule> a = host.importModuleAsync("acme.a");
        early.set(host.importModuleAsync(name));
        reading.countDown();
        return a.whenComplete((module, thrown) -> call.close());
    }

    @Test
    @DisplayName("may wait for a future that somebody asked for before the sources were read")
    void futureFromBeforeTheSourcesWereRead() {
        assertEquals("acme.a", get(waitsForEarlyFutureOf("acme.b")).name());
    }

    @Test
    @DisplayName("is refused with the path to wait for its own that somebody asked for before the sources were read")
    void ownFutureFromBeforeTheSourcesWereRead() {
        Reasons.of(Reason.IMPORT_CYCLE, failureOf(waitsForEarlyFutureOf("acme.a")));
    }

    @Test
    @DisplayName("may wait for the end of a long chain of futures with one import thread")
    void longChain() {
        install(plugin("acme.inner"));
        install(plugin("acme.outer", """
                java.util.concurrent.CompletableFuture<Module> chain = context.importModuleAsync("acme.inner");
                for (int i = 0; i < 10_000; i++) chain = chain.thenCompose(it -> context.importModuleAsync("acme.inner"));
                chain.join();
                """));
        host(builder -> builder.importThreads(1)).importModule("acme.outer");
        assertEquals(List.of("started acme.inner", "started acme.outer"), probe.said());
    }

    @Test
    @DisplayName("fails immediately if it is interrupted, and the other import goes on, not interrupted")
    void interrupted() {
        install(plugin("acme.inner", "Probe.say(\"interrupted \" + Thread.currentThread().isInterrupted());"));
        install(
                plugin(
                        "acme.outer",
                        "Thread.currentThread().interrupt(); try { context.importModule(\"acme.inner\"); } catch (RuntimeException e) { Probe.say(e.getClass().getSimpleName() + \" \" + Thread.interrupted()); }"));
        PluginHost host = host(builder -> builder.importThreads(1));
        host.importModule("acme.outer");
        host.importModule("acme.inner");
        assertEquals(
                Set.of(
                        "ImportInterruptedException true",
                        "started acme.outer",
                        "interrupted false",
                        "started acme.inner"),
                Set.copyOf(probe.said()));
    }

    @Test
    @DisplayName("that wait for each other's class initialisers, which no graph can see, end by deadline")
    void classInitialiserDeadlock() {
        // Their threads never end: no other test has plugins of these names, by which a stack tells whose thread it is.
        Path shared = install(
                plugin("acme.shared")
                        .exports("acme.shared")
                        .source(
                                "acme.shared.A",
                                "public class A { static { Probe.say(\"A\"); Probe.awaitUninterruptibly(\"both\"); B.touch(); } public static void touch() {} }")
                        .source(
                                "acme.shared.B",
                                "public class B { static { Probe.say(\"B\"); Probe.awaitUninterruptibly(\"both\"); A.touch(); } public static void touch() {} }"));
        install(plugin("acme.stuck.a", "acme.shared.A.touch();")
                .requires("acme.shared")
                .compiledAgainst(shared));
        install(plugin("acme.stuck.b", "acme.shared.B.touch();")
                .requires("acme.shared")
                .compiledAgainst(shared));
        install(plugin("acme.c"));
        PluginHost host =
                host(builder -> builder.importTimeout(Duration.ofSeconds(3)).closeTimeout(Duration.ofSeconds(1)));
        CompletableFuture<ImportedModule> a = host.importModuleAsync("acme.stuck.a");
        CompletableFuture<ImportedModule> b = host.importModuleAsync("acme.stuck.b");
        probe.awaitReached("both", 2);
        probe.release("both");
        assertInstanceOf(ImportTimeoutException.class, failureOf(a));
        assertInstanceOf(ImportTimeoutException.class, failureOf(b));
        assertEquals("acme.c", host.importModule("acme.c").name());
    }

    @Test
    @DisplayName("may wait for combinations of futures with one import thread")
    void combinesFuturesWithOneThread() {
        for (String name : List.of("acme.a", "acme.b", "acme.c", "acme.d")) {
            install(plugin(name));
        }
        install(plugin("acme.outer", """
                context.importModuleAsync("acme.a").thenCompose(a -> context.importModuleAsync("acme.b")).join();
                context.importModuleAsync("acme.c").thenCombine(context.importModuleAsync("acme.d"), (c, d) -> c).join();
                """));
        host(builder -> builder.importThreads(1)).importModule("acme.outer");
        assertEquals(5, probe.said().size());
    }

    @Test
    @DisplayName("may wait for all of several futures with one import thread")
    void allOfWithOneThread() {
        install(plugin("acme.a"));
        install(plugin("acme.b"));
        install(
                plugin(
                        "acme.outer",
                        "java.util.concurrent.CompletableFuture.allOf(context.importModuleAsync(\"acme.a\"), context.importModuleAsync(\"acme.b\")).join();"));
        host(builder -> builder.importThreads(1)).importModule("acme.outer");
        assertEquals("started acme.outer", probe.said().get(2));
    }

    @Test
    @DisplayName("may wait for what was made of a future of the host as a whole, when that future has ended")
    @SuppressWarnings("try") // what is open for as long as a block lasts
    void waitsForWhatFollowsTheHost() {
        install(plugin("acme.other"));
        install(plugin("acme.asks", "Probe.say(" + AppCall.source("follow") + ".toString());"));
        PluginHost host = host();
        CompletableFuture<ReloadReport> ended = host.reload("acme.other");
        get(ended);
        try (AppCall follow = AppCall.of("follow", () -> {
            CompletableFuture<String> endless = ended.thenCompose(report -> new CompletableFuture<>());
            try {
                return endless.get(100, TimeUnit.MILLISECONDS);
            } catch (Exception e) {
                return e.getClass().getSimpleName();
            }
        })) {
            host.importModule("acme.asks");
            assertEquals(List.of("TimeoutException", "started acme.asks"), probe.said());
        }
    }

    @Test
    @DisplayName("is refused to wait for the start of the whole host, which may wait for it")
    void waitsForTheHost() {
        PluginHost[] hosts = new PluginHost[1];
        System.getProperties().put("start", (Runnable) () -> hosts[0].start());
        try {
            install(plugin("acme.eager", "((Runnable) System.getProperties().get(\"start\")).run();")
                    .eager());
            hosts[0] = host();
            PluginException failure =
                    hosts[0].start().eager().get("acme.eager").failure().orElseThrow();
            Reasons.of(Reason.IMPORT_CYCLE, failure);
            assertTrue(failure.getMessage().contains("start() would wait for plugins"), failure.getMessage());
        } finally {
            System.getProperties().remove("start");
        }
    }
}
