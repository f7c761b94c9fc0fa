package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Dependents;
import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInUseException;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginState;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.Told;
import dev.pluginhost.testkit.OpenFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Unloading a plugin")
@SuppressWarnings("try") // what is open for as long as a block lasts
class UnloadTest extends HostFixture {

    private static List<String> names(UnloadReport report) {
        return report.plugins().stream().map(UnloadReport.Plugin::name).toList();
    }

    /** Says what it is doing when a plugin's stop waits for leave to go on. */
    private static String holdStop(String name) {
        return "Probe.await(\"stop " + name + "\"); Probe.say(\"stopped " + name + "\");";
    }

    @Test
    @DisplayName("stops it, takes its services and its name away, and says that nothing is left of it")
    void one() throws IOException {
        Path jar = install(plugin("acme.a")
                .source("acme.a.Task", "public class Task implements Runnable { public void run() {} }")
                .declares("provides Runnable with acme.a.Task"));
        PluginHost host = host();
        host.importModule("acme.a");
        assertEquals(1, host.services(Runnable.class).size());

        UnloadReport report = get(host.unload("acme.a"));

        assertEquals(List.of("acme.a"), names(report));
        assertEquals(List.of(), report.plugins().get(0).problems());
        assertEquals(List.of(), report.plugins().get(0).holders());
        assertTrue(report.isClean());
        assertEquals(List.of("started acme.a", "stopped acme.a"), probe.said());
        assertEquals(Optional.empty(), host.find("acme.a"));
        assertEquals(List.of(), host.services(Runnable.class));
        assertEquals(PluginState.INSTALLED, info(host, "acme.a").state());
        assertFalse(OpenFiles.has(jar));
    }

    @Test
    @DisplayName("lets it be imported again, in a new layer")
    void again() {
        install(plugin("acme.a"));
        PluginHost host = host();
        ModuleLayer first = host.importModule("acme.a").module().getLayer();
        get(host.unload("acme.a"));
        assertNotSame(first, host.importModule("acme.a").module().getLayer());
    }

    @Test
    @DisplayName("unloads those that require it before it, each before those that it requires")
    void dependentsFirst() {
        Path a = install(plugin("acme.a"));
        Path b = install(plugin("acme.b").requires("acme.a").compiledAgainst(a));
        install(plugin("acme.c").requires("acme.b", "acme.a").compiledAgainst(a, b));
        install(plugin("acme.d"));
        PluginHost host = host();
        host.importModule("acme.c");
        host.importModule("acme.d");
        UnloadReport report = get(host.unload("acme.a"));
        assertEquals(List.of("acme.c", "acme.b", "acme.a"), names(report));
        assertEquals(
                List.of("stopped acme.c", "stopped acme.b", "stopped acme.a"),
                probe.said().subList(4, 7));
        assertTrue(host.find("acme.d").isPresent());
    }

    @Test
    @DisplayName("is refused where others require it, if the caller wants that, and names them")
    void refused() {
        Path a = install(plugin("acme.a"));
        install(plugin("acme.b").requires("acme.a").compiledAgainst(a));
        PluginHost host = host();
        host.importModule("acme.b");
        PluginException failure = failureOf(host.unload("acme.a", Dependents.REFUSE));
        assertEquals(
                List.of("acme.b"),
                assertInstanceOf(PluginInUseException.class, failure).dependents());
        assertTrue(host.find("acme.a").isPresent());
        get(host.unload("acme.b", Dependents.REFUSE));
        assertEquals(List.of("acme.a"), names(get(host.unload("acme.a", Dependents.REFUSE))));
    }

    @Test
    @DisplayName("names nothing where there is nothing to unload")
    void notImported() {
        install(plugin("acme.a"));
        PluginHost host = host();
        host.start();
        assertEquals(List.of(), names(get(host.unload("acme.a"))));
        assertEquals(List.of(), probe.said());
    }

    @Test
    @DisplayName("of a name that nobody has installed says what may be meant")
    void unknown() {
        install(plugin("acme.weather"));
        PluginHost host = host();
        host.start();
        PluginException failure = failureOf(host.unload("acme.wether"));
        assertInstanceOf(PluginNotFoundException.class, failure);
        assertTrue(failure.getMessage().contains("did you mean acme.weather?"), failure.getMessage());
    }

    @Test
    @DisplayName("makes its module say when it was unloaded, and who wanted that")
    void handle() {
        install(plugin("acme.a"));
        PluginHost host = host();
        ImportedModule module = host.importModule("acme.a");
        get(host.unload("acme.a"));
        IllegalStateException failure = assertThrows(IllegalStateException.class, module::module);
        assertTrue(
                failure.getMessage().matches("Module acme\\.a was unloaded at 2.*Z, wanted by .*\\(.*\\); .*"),
                failure.getMessage());
        assertEquals("acme.a", module.name());
    }

    @Test
    @DisplayName("waits for an import that is under way")
    void inFlight() {
        install(plugin("acme.a", "Probe.await(\"start\");"));
        PluginHost host = host();
        host.start();
        CompletableFuture<ImportedModule> imported = host.importModuleAsync("acme.a");
        probe.awaitReached("start");
        CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
        assertFalse(unloaded.isDone());
        probe.release("start");
        get(imported);
        assertEquals(List.of("acme.a"), names(get(unloaded)));
        assertEquals(List.of("started acme.a", "stopped acme.a"), probe.said());
    }

    @Test
    @DisplayName("waits for those that require it and are being imported, and takes them along")
    void dependentInFlight() {
        Path a = install(plugin("acme.a"));
        install(plugin("acme.b", "Probe.await(\"start\");").requires("acme.a").compiledAgainst(a));
        PluginHost host = host();
        host.importModule("acme.a");
        CompletableFuture<ImportedModule> imported = host.importModuleAsync("acme.b");
        probe.awaitReached("start");
        CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
        assertEquals(PluginState.UNLOADING, info(host, "acme.a").state());
        assertEquals(List.of("started acme.a"), probe.said());
        probe.release("start");
        get(imported);
        assertEquals(List.of("acme.b", "acme.a"), names(get(unloaded)));
        assertEquals(List.of("started acme.a", "started acme.b", "stopped acme.b", "stopped acme.a"), probe.said());
    }

    @Test
    @DisplayName("whose dependent's import fails goes on without that")
    void dependentFails() {
        Path a = install(plugin("acme.a"));
        install(plugin("acme.b", "Probe.await(\"start\"); Probe.reach(\"fail\");")
                .requires("acme.a")
                .compiledAgainst(a));
        probe.failAt("fail", () -> new IllegalStateException("no"));
        PluginHost host = host();
        host.importModule("acme.a");
        CompletableFuture<ImportedModule> imported = host.importModuleAsync("acme.b");
        probe.awaitReached("start");
        CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
        probe.release("start");
        failureOf(imported);
        assertEquals(List.of("acme.a"), names(get(unloaded)));
    }

    @Test
    @DisplayName("lets who asks for it meanwhile have it anew as soon as it is gone")
    void importWhileLeaving() {
        Path a = install(plugin("acme.a").onStop(holdStop("acme.a")));
        install(plugin("acme.b").requires("acme.a").compiledAgainst(a));
        PluginHost host = host();
        host.importModule("acme.a");
        CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
        probe.awaitReached("stop acme.a");
        CompletableFuture<ImportedModule> dependent = host.importModuleAsync("acme.b");
        CompletableFuture<ImportedModule> again = host.importModuleAsync("acme.a");
        assertFalse(dependent.isDone() || again.isDone());
        probe.release("stop acme.a");
        get(again);
        get(dependent);
        get(unloaded);
        assertEquals(List.of("started acme.a", "stopped acme.a", "started acme.a", "started acme.b"), probe.said());
        assertTrue(host.find("acme.a").isPresent());
    }

    @Test
    @DisplayName(
            "that was asked for before an import is over before that begins, and one that is asked for after it comes after it")
    void unloadImportUnload() {
        install(plugin("acme.a").onStop(holdStop("acme.a")));
        PluginHost host = host();
        host.importModule("acme.a");
        CompletableFuture<UnloadReport> first = host.unload("acme.a");
        probe.awaitReached("stop acme.a");
        CompletableFuture<ImportedModule> again = host.importModuleAsync("acme.a");
        CompletableFuture<UnloadReport> second = host.unload("acme.a");
        probe.release("stop acme.a");
        get(again);
        assertEquals(List.of("acme.a"), names(get(first)));
        assertEquals(List.of("acme.a"), names(get(second)));
        assertEquals(List.of("started acme.a", "stopped acme.a", "started acme.a", "stopped acme.a"), probe.said());
    }

    @Test
    @DisplayName("twice at the same time is done once, and both callers get the report")
    void twice() {
        install(plugin("acme.a").onStop(holdStop("acme.a")));
        PluginHost host = host();
        host.importModule("acme.a");
        CompletableFuture<UnloadReport> one = host.unload("acme.a");
        probe.awaitReached("stop acme.a");
        CompletableFuture<UnloadReport> other = host.unload("acme.a");
        probe.release("stop acme.a");
        assertEquals(names(get(one)), names(get(other)));
        assertEquals(List.of("started acme.a", "stopped acme.a"), probe.said());
    }

    @Test
    @DisplayName("is refused to a plugin that waits for it in its own stop")
    void unloadsItself() {
        install(plugin("acme.a").onStop(AppCall.source("unload") + "; Probe.say(\"stopped acme.a\");"));
        PluginHost host = host();
        host.importModule("acme.a");
        try (AppCall call = AppCall.of("unload", () -> host.unload("acme.a").join())) {
            UnloadReport report = get(host.unload("acme.a"));
            String problem = report.plugins().get(0).problems().get(0);
            assertTrue(problem.contains("Unloading of plugin acme.a would wait for itself: acme.a -> acme.a"), problem);
        }
    }

    @Test
    @DisplayName("is refused to a plugin that waits for it in its own start")
    void unloadsItselfInStart() {
        install(plugin("acme.a", AppCall.source("unload") + ";"));
        PluginHost host = host();
        try (AppCall call = AppCall.of("unload", () -> host.unload("acme.a").join())) {
            PluginException failure = assertThrows(PluginException.class, () -> host.importModule("acme.a"));
            assertTrue(
                    failure.getMessage().contains("Unloading of plugin acme.a would wait for itself"),
                    failure.getMessage());
        }
        assertEquals(Optional.empty(), host.find("acme.a"));
    }

    @Test
    @DisplayName("lets a plugin's stop import another one")
    void importsInStop() {
        install(plugin("acme.a").onStop(AppCall.source("import") + "; Probe.say(\"stopped acme.a\");"));
        install(plugin("acme.b"));
        PluginHost host = host(builder -> builder.importThreads(1));
        host.importModule("acme.a");
        try (AppCall call = AppCall.of("import", () -> host.importModule("acme.b"))) {
            assertEquals(List.of(), get(host.unload("acme.a")).plugins().get(0).problems());
        }
        assertEquals(List.of("started acme.a", "started acme.b", "stopped acme.a"), probe.said());
    }

    @Test
    @DisplayName("refuses it to a stop to wait for what comes after it")
    void importsDependentInStop() {
        Path a = install(plugin("acme.a").onStop(AppCall.source("import") + ";"));
        install(plugin("acme.b").requires("acme.a").compiledAgainst(a));
        PluginHost host = host();
        host.importModule("acme.a");
        try (AppCall call = AppCall.of("import", () -> host.importModule("acme.b"))) {
            String problem =
                    get(host.unload("acme.a")).plugins().get(0).problems().get(0);
            assertTrue(problem.contains("Import of plugin acme.b would wait for itself"), problem);
            assertTrue(problem.contains("acme.b -> acme.a -> acme.a -> acme.b"), problem);
        }
    }

    @Test
    @DisplayName("that the host's close overtakes fails, and the plugin is stopped once")
    void closed() {
        install(plugin("acme.a", "Probe.await(\"start\");"));
        PluginHost host = host();
        host.start();
        CompletableFuture<ImportedModule> imported = host.importModuleAsync("acme.a");
        probe.awaitReached("start");
        CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
        host.close();
        assertInstanceOf(HostClosedException.class, failureOf(unloaded));
        assertInstanceOf(HostClosedException.class, failureOf(imported));
        assertInstanceOf(HostClosedException.class, failureOf(host.unload("acme.a")));
    }

    @Test
    @DisplayName("interrupts a stop that does not return in its time, and says where it was")
    void stopHangs() {
        install(plugin("acme.a").onStop("new java.util.concurrent.CountDownLatch(1).await();"));
        PluginHost host = host(builder -> builder.stopTimeout(Duration.ofSeconds(1)));
        host.importModule("acme.a");
        UnloadReport report = get(host.unload("acme.a"));
        String problem = report.plugins().get(0).problems().get(1);
        assertTrue(
                problem.startsWith("Plugin acme.a does not stop before it is interrupted; it was at acme.a.Main.stop("),
                problem);
        assertEquals(
                UnloadReport.Plugin.Collection.COLLECTED,
                report.plugins().get(0).collection());
    }

    @Test
    @DisplayName("leaves a stop behind that ignores its interrupt, closes the files, and names the thread")
    void stopNeverReturns() throws IOException {
        Path jar = install(plugin("acme.a").onStop("Probe.awaitUninterruptibly(\"stop\");"));
        PluginHost host =
                host(builder -> builder.stopTimeout(Duration.ofMillis(50)).collectionTimeout(Duration.ofMillis(50)));
        host.importModule("acme.a");
        UnloadReport.Plugin plugin = get(host.unload("acme.a")).plugins().get(0);
        assertTrue(
                plugin.problems().get(0).contains("is left behind on the daemon thread pluginhost-stop-"),
                plugin.problems().toString());
        assertFalse(OpenFiles.has(jar));
        assertEquals(UnloadReport.Plugin.Collection.HELD, plugin.collection());
        assertEquals(Holder.Kind.THREAD, plugin.holders().get(0).kind());
        probe.release("stop");
    }

    @Test
    @DisplayName("closes what the plugin has registered when it has stopped, the last one first")
    void resources() {
        install(plugin(
                "acme.a",
                "context.closeWithPlugin(() -> Probe.say(\"closed one\"));"
                        + " context.closeWithPlugin(() -> Probe.say(\"closed other\"));"));
        PluginHost host = host();
        host.importModule("acme.a");
        get(host.unload("acme.a"));
        assertEquals(List.of("started acme.a", "stopped acme.a", "closed other", "closed one"), probe.said());
    }

    @Test
    @DisplayName("tells who listens for a service before the plugin is stopped, and of the plugin when it is gone")
    void listeners() throws InterruptedException {
        install(plugin("acme.a")
                .source(
                        "acme.a.Task",
                        "public class Task implements Runnable { public void run() { Probe.say(\"ran\"); } }")
                .declares("provides Runnable with acme.a.Task"));
        PluginHost host = host();
        host.importModule("acme.a");
        Told told = new Told() {
            @Override
            public void removed(Object service, ImportedModule module) {
                ((Runnable) service).run();
            }
        };
        host.listen(Runnable.class, told);
        told.expect("added acme.a");
        get(host.unload("acme.a"));
        assertEquals(List.of("started acme.a", "ran", "stopped acme.a"), probe.said());
    }

    @Test
    @DisplayName("does not leave the plugin to another one's start that does not require it: that gets it anew")
    void strangerWhileItIsToLeave() {
        Path a = install(plugin("acme.a"));
        install(plugin("acme.b")
                .onStop("Probe.await(\"stop\");")
                .requires("acme.a")
                .compiledAgainst(a));
        install(plugin("acme.c", "Probe.reach(\"asks\"); " + AppCall.source("import") + ";"));
        PluginHost host = host();
        host.importModule("acme.b");
        ImportedModule old = host.importModule("acme.a");
        AtomicReference<ImportedModule> got = new AtomicReference<>();
        try (AppCall call = AppCall.of("import", () -> {
            got.set(host.importModule("acme.a"));
            return got;
        })) {
            CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
            probe.awaitReached("stop");
            CompletableFuture<ImportedModule> stranger = host.importModuleAsync("acme.c");
            probe.awaitReached("asks");
            probe.release("stop");
            get(stranger);
            get(unloaded);
        }
        assertNotSame(old, got.get());
        assertEquals("acme.a", got.get().module().getName());
    }

    @Test
    @DisplayName(
            "in the order in which it is asked for during a reload, and what is done then does not hold up the next reload")
    void duringAReload() {
        install(plugin("acme.a").onStop("Probe.await(\"stop\");"));
        Path library = install(plugin("acme.library"));
        install(plugin("acme.user").requires("acme.library").compiledAgainst(library));
        PluginHost host = host();
        host.importModule("acme.user");
        host.importModule("acme.a");
        CompletableFuture<ReloadReport> reloaded = host.reload("acme.a");
        probe.awaitReached("stop");
        CompletableFuture<UnloadReport> user = host.unload("acme.user", Dependents.REFUSE);
        CompletableFuture<UnloadReport> libraryGone = host.unload("acme.library", Dependents.REFUSE);
        CompletableFuture<ReloadReport> next = host.unload("acme.missing")
                .handle((report, thrown) -> host.reload("acme.a").join());
        probe.release("stop");
        get(reloaded);
        assertEquals(List.of("acme.user"), names(get(user)));
        assertTrue(names(get(libraryGone)).contains("acme.library"));
        assertEquals(1, get(next).plugins().size());
    }

    @Test
    @DisplayName("leaves the plugin to those that require it until they are gone, and to nobody else")
    void whileItIsToLeave() {
        Path a = install(plugin("acme.a"));
        install(plugin("acme.b", "Probe.await(\"start\"); context.importModule(\"acme.a\");")
                .requires("acme.a")
                .compiledAgainst(a));
        PluginHost host = host();
        ImportedModule old = host.importModule("acme.a");
        CompletableFuture<ImportedModule> dependent = host.importModuleAsync("acme.b");
        probe.awaitReached("start");
        CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
        CompletableFuture<ImportedModule> again = host.importModuleAsync("acme.a");
        assertFalse(again.isDone());
        assertEquals(Optional.of(old), host.find("acme.a"));
        probe.release("start");
        get(dependent);
        assertEquals(List.of("acme.b", "acme.a"), names(get(unloaded)));
        assertNotSame(old, get(again));
        assertThrows(IllegalStateException.class, old::module);
    }

    @Test
    @DisplayName("is done though as many stops as are run at once wait for others to be unloaded")
    void stopsThatUnload() {
        int count = 9;
        List<CompletableFuture<UnloadReport>> all = new ArrayList<>();
        PluginHost[] hosts = new PluginHost[1];
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch allBusy = new CountDownLatch(1);
        for (int i = 0; i < count; i++) {
            install(plugin("acme.leaf" + i));
            install(plugin("acme.one" + i).onStop(AppCall.source("unload" + i) + ";"));
        }
        List<AppCall> calls = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                String leaf = "acme.leaf" + i;
                calls.add(AppCall.of("unload" + i, () -> {
                    if (begun.incrementAndGet() == 8) {
                        allBusy.countDown();
                    }
                    allBusy.await(); // no leaf can be unloaded by any of those
                    return hosts[0].unload(leaf).join();
                }));
            }
            hosts[0] = host(builder -> builder.stopTimeout(PATIENCE));
            for (int i = 0; i < count; i++) {
                hosts[0].importModule("acme.leaf" + i);
                hosts[0].importModule("acme.one" + i);
            }
            for (int i = 0; i < count; i++) {
                all.add(hosts[0].unload("acme.one" + i));
            }
            for (CompletableFuture<UnloadReport> one : all) {
                assertEquals(List.of(), get(one).plugins().get(0).problems());
            }
        } finally {
            calls.forEach(AppCall::close);
        }
    }
}
