package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.Registration;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.impl.fixtures.Told;
import dev.pluginhost.impl.registry.Imported;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A listener")
class ListenerNoticesTest extends ListenerFixture {

    @Test
    @DisplayName("is notified of everything in the order in which it happens")
    void inOrder() throws Exception {
        Told told = new Told();
        events.listen(told, null);
        Imported a = provider("acme.a");
        fail("acme.a");
        publish(a);
        publish(provider("acme.b"));
        withdraw(a);
        unloaded(a);
        publish(again(a));
        told.expect("failed acme.a", "imported acme.a", "imported acme.b", "unloaded acme.a", "imported acme.a");
        assertEquals(List.of(), told.rest());
    }

    @Test
    @DisplayName("gets the same module when a plugin is imported and when it is unloaded")
    void sameModule() throws Exception {
        BlockingQueue<ImportedModule> modules = new LinkedBlockingQueue<>();
        events.listen(
                new PluginListener() {
                    @Override
                    public void imported(ImportedModule module) {
                        modules.add(module);
                    }

                    @Override
                    public void unloaded(ImportedModule module) {
                        modules.add(module);
                    }
                },
                null);
        Imported a = provider("acme.a");
        publish(a);
        withdraw(a);
        unloaded(a);
        assertSame(a.handle(), modules.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertSame(a.handle(), modules.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    @DisplayName("gets the present providers in the order of their plugins' names, then those that come and go")
    void services() throws Exception {
        Imported b = provider("acme.b");
        Imported a = provider("acme.a");
        publish(b);
        publish(a);
        Told told = new Told();
        events.listen(Runnable.class, told, null);
        told.expect("added acme.a", "added acme.a", "added acme.b", "added acme.b");
        publish(provider("acme.c"));
        withdraw(b);
        told.expect("added acme.c", "added acme.c", "removed acme.b", "removed acme.b");
        assertEquals(List.of(), told.rest());
    }

    @Test
    @DisplayName("gets no providers of other services, or of types above the service")
    void otherServices() throws Exception {
        publish(provider("acme.a"));
        Told told = new Told();
        events.listen(Object.class, told, null);
        events.listen(Comparable.class, told, null);
        publish(provider("acme.b"));
        assertTrue(events.awaitTold(null, PATIENCE));
        assertEquals(List.of(), told.rest());
    }

    @Test
    @DisplayName("gets the instances of the registry, and the same ones when they go")
    void sameInstances() throws Exception {
        List<Runnable> there = new ArrayList<>();
        List<Runnable> gone = new ArrayList<>();
        events.listen(
                Runnable.class,
                new ServiceListener<Runnable>() {
                    @Override
                    public void added(Runnable service, ImportedModule module) {
                        there.add(service);
                    }

                    @Override
                    public void removed(Runnable service, ImportedModule module) {
                        gone.add(service);
                    }
                },
                null);
        Imported a = provider("acme.a");
        publish(a);
        assertTrue(events.awaitTold(null, PATIENCE));
        assertEquals(registry.services(Runnable.class), there);
        withdraw(a);
        assertTrue(events.awaitTold(null, PATIENCE));
        assertEquals(there, gone);
    }

    @Test
    @DisplayName("gets no provider that has come and gone before its notice, and the removal of one that it knows")
    void undoneMeanwhile() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        Told told = new Told() {
            @Override
            public void added(Object service, ImportedModule module) {
                busy.countDown();
                hangHere();
                super.added(service, module);
            }
        };
        events.listen(Runnable.class, told, null);
        Imported a = provider("acme.a");
        Imported b = provider("acme.b");
        publish(a);
        busy.await(); // with the first of a's two
        publish(b);
        withdraw(b);
        withdraw(a);
        publish(again(b));
        hang.countDown();
        told.expect("added acme.a", "removed acme.a", "added acme.b", "added acme.b");
        assertTrue(events.awaitTold(null, PATIENCE));
        assertEquals(List.of(), told.rest());
    }

    @Test
    @DisplayName("gets nothing twice or out of order and misses nothing, if it is registered while plugins come and go")
    void racing() throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (String name : List.of("acme.a", "acme.b", "acme.c")) {
            Imported plugin = provider(name);
            tasks.add(() -> {
                for (int round = 0; round < 100; round++) {
                    Imported now = again(plugin);
                    publish(now);
                    if (round % 3 != 0) {
                        assertTrue(events.awaitTold(now, PATIENCE)); // of which nothing is withdrawn yet
                    }
                    if (round < 99) {
                        withdraw(now);
                    }
                }
                return true;
            });
        }
        BlockingQueue<Mirror> mirrors = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            tasks.add(() -> {
                for (int round = 0; round < 100; round++) {
                    Mirror mirror = new Mirror();
                    Registration registration = events.listen(Runnable.class, mirror, null);
                    if (round % 10 == 0) {
                        mirrors.add(mirror);
                    } else {
                        registration.close();
                    }
                }
                return true;
            });
        }
        race(tasks);
        assertTrue(events.awaitTold(null, PATIENCE));
        assertEquals(6, registry.services(Runnable.class).size());
        assertEquals(20, mirrors.size());
        for (Mirror mirror : mirrors) {
            assertNull(mirror.wrong, mirror.wrong);
            assertEquals(Set.copyOf(registry.services(Runnable.class)), Set.copyOf(mirror.there));
        }
    }

    /** What is present according to the notices; written on the thread of the listener, and read after the last notice. */
    private static final class Mirror implements ServiceListener<Runnable> {
        private final List<Runnable> there = new ArrayList<>();
        private volatile String wrong;

        @Override
        public void added(Runnable service, ImportedModule module) {
            if (there.contains(service)) {
                wrong = "added twice: " + service;
            }
            there.add(service);
        }

        @Override
        public void removed(Runnable service, ImportedModule module) {
            if (!there.remove(service)) {
                wrong = "removed, and was not there: " + service;
            }
        }
    }

    @Test
    @DisplayName(
            "gets each plugin that an import takes, prerequisites first, and the services, which are available by then")
    void imported() throws Exception {
        install(withService("acme.base"));
        install(withService("acme.top").requires("acme.base").compiledAgainst(plugins.resolve("acme.base.jar")));
        PluginHost host = host();
        Told told = new Told() {
            @Override
            public void imported(ImportedModule module) {
                assertSame(module, host.find(module.name()).orElseThrow());
                super.imported(module);
            }

            @Override
            public void added(Object service, ImportedModule module) {
                assertTrue(host.services(Runnable.class).contains(service));
                super.added(service, module);
            }
        };
        Told services = new Told();
        host.listen(told);
        host.listen(Runnable.class, services);
        host.importModule("acme.top");
        told.expect("imported acme.base", "imported acme.top");
        services.expect("added acme.base", "added acme.top");
    }

    @Test
    @DisplayName("gets the services that are present, but not the plugins that were imported before")
    void before() throws Exception {
        install(withService("acme.a"));
        install(withService("acme.b"));
        PluginHost host = host();
        host.importModule("acme.a");
        Told told = new Told();
        Told services = new Told();
        host.listen(told);
        host.listen(Runnable.class, services);
        host.importModule("acme.b");
        told.expect("imported acme.b");
        services.expect("added acme.a", "added acme.b");
    }

    @Test
    @DisplayName("gets the failure of an import, and those that it causes, once for all callers")
    void failed() throws Exception {
        install(plugin("acme.bad", "Probe.await(\"go\"); Probe.reach(\"bad\");"));
        probe.failAt("bad", () -> new IllegalStateException("no"));
        install(plugin("acme.top").requires("acme.bad").compiledAgainst(plugins.resolve("acme.bad.jar")));
        PluginHost host = host();
        BlockingQueue<PluginInfo.Failure> failures = new LinkedBlockingQueue<>();
        Told told = new Told() {
            @Override
            public void failed(String module, PluginInfo.Failure failure) {
                failures.add(failure);
                super.failed(module, failure);
            }
        };
        host.listen(told);
        CompletableFuture<ImportedModule> top = host.importModuleAsync("acme.top");
        probe.awaitReached("go");
        CompletableFuture<ImportedModule> bad = host.importModuleAsync("acme.bad");
        probe.release("go");
        failureOf(top);
        failureOf(bad);
        told.expect("failed acme.bad", "failed acme.top");
        assertEquals(List.of(), told.rest());
        PluginInfo.Failure failure = failures.remove();
        assertEquals(ImportStage.START, failure.stage());
        assertEquals(info(host, "acme.bad").failure().orElseThrow(), failure);
    }

    @Test
    @DisplayName("gets nothing of a call that was refused before an import began")
    void refused() throws Exception {
        install(plugin("acme.a"));
        PluginHost host = host();
        Told told = new Told();
        host.listen(told);
        assertThrows(PluginNotFoundException.class, () -> host.importModule("acme.none"));
        host.importModule("acme.a");
        told.expect("imported acme.a");
    }

    @Test
    @DisplayName("gets each failure, even of the same plugin")
    void failsAgain() throws Exception {
        install(plugin("acme.a", "Probe.reach(\"bad\");"));
        probe.failAt("bad", () -> new IllegalStateException("no"));
        PluginHost host = host();
        Told told = new Told();
        host.listen(told);
        assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        told.expect("failed acme.a", "failed acme.a");
    }

    @Test
    @DisplayName(
            "gets the removal of services before their plugin is stopped, and the end of the plugin when it has ended")
    void unloaded() throws Exception {
        install(withService("acme.a").onStop("Probe.say(\"stopped\");"));
        PluginHost host = host();
        Told services = new Told() {
            @Override
            public void removed(Object service, ImportedModule module) {
                ((Runnable) service).run();
                note("removed, stopped " + probe.count("stopped"));
            }
        };
        Told plugins = new Told() {
            @Override
            public void unloaded(ImportedModule module) {
                note("unloaded, stopped " + probe.count("stopped"));
            }
        };
        host.listen(Runnable.class, services);
        host.listen(plugins);
        host.importModule("acme.a");
        services.expect("added acme.a"); // before that, there would be no notice of either
        get(host.unload("acme.a"));
        host.importModule("acme.a");
        services.expect("removed, stopped 0", "added acme.a");
        plugins.expect("imported acme.a", "unloaded, stopped 1", "imported acme.a");
    }

    @Test
    @DisplayName("gets the end of all plugins before close returns, and nothing after that")
    void hostIsClosed() throws Exception {
        install(withService("acme.base"));
        install(withService("acme.top").requires("acme.base").compiledAgainst(plugins.resolve("acme.base.jar")));
        PluginHost host = host();
        Thread closer = new Thread(host::close);
        Told services = new Told();
        Told told = new Told() {
            @Override
            public void unloaded(ImportedModule module) {
                while (closer.isAlive() && !isWaitingForListeners(closer)) {
                    Thread.onSpinWait();
                }
                super.unloaded(module);
            }
        };
        host.listen(Runnable.class, services);
        host.listen(told);
        host.importModule("acme.top");
        services.expect("added acme.base", "added acme.top");
        told.expect("imported acme.base", "imported acme.top");
        closer.start();
        closer.join();
        assertEquals(List.of("removed acme.top", "removed acme.base"), services.rest());
        assertEquals(
                List.of("unloaded acme.base", "unloaded acme.top"),
                told.rest().stream().sorted().toList());
    }

    private static boolean isWaitingForListeners(Thread thread) {
        return Stream.of(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("awaitTold"));
    }
}
