package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.PluginState;
import dev.pluginhost.ServiceListener;
import dev.pluginhost.impl.fixtures.Collected;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.fixtures.Told;
import dev.pluginhost.testkit.PluginSource;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A listener of a host")
class ListenersTest extends HostFixture {

    private PluginSource provider(String name) {
        return plugin(name)
                .declares("provides java.lang.Runnable with " + name + ".Job;")
                .source(name + ".Job", "public class Job implements Runnable { public void run() {} }");
    }

    @Test
    @DisplayName(
            "gets each plugin that an import takes, prerequisites first, and the services, which are available by then")
    void imported() throws Exception {
        install(provider("acme.base"));
        install(provider("acme.top").requires("acme.base").compiledAgainst(plugins.resolve("acme.base.jar")));
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
        install(provider("acme.a"));
        install(provider("acme.b"));
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
    @DisplayName("that hangs holds up neither imports, nor other listeners, nor other calls of the host")
    void hangs() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(2);
        install(provider("acme.a"));
        install(provider("acme.b"));
        PluginHost host = host();
        host.listen(new PluginListener() {
            @Override
            public void imported(ImportedModule module) {
                hangs.countDown();
                awaitQuietly(hang);
            }
        });
        host.listen(Runnable.class, new ServiceListener<Object>() {
            @Override
            public void added(Object service, ImportedModule module) {
                hangs.countDown();
                awaitQuietly(hang);
            }

            @Override
            public void removed(Object service, ImportedModule module) {}
        });
        Told told = new Told();
        Told services = new Told();
        host.listen(told);
        host.listen(Runnable.class, services);
        try {
            host.importModule("acme.a");
            hangs.await();
            // each takes the stripe of acme.a, the registry's monitor or both
            assertEquals(PluginState.IMPORTED, info(host, "acme.a").state());
            host.importModule("acme.b");
            told.expect("imported acme.a", "imported acme.b");
            services.expect("added acme.a", "added acme.b");
            host.listen(told).close();
            host.listen(Runnable.class, services).close();
        } finally {
            hang.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("may import in its call, and wait for that")
    void imports() throws Exception {
        install(plugin("acme.a"));
        install(plugin("acme.b"));
        PluginHost host = host();
        Told told = new Told() {
            @Override
            public void imported(ImportedModule module) {
                super.imported(module);
                note("with " + host.importModule("acme.b").name());
            }
        };
        host.listen(told);
        host.importModule("acme.a");
        told.expect("imported acme.a", "with acme.b", "imported acme.b", "with acme.b");
    }

    @Test
    @DisplayName("may close the host in its call, and so may two, at the same time")
    void closes() throws Exception {
        install(plugin("acme.a"));
        PluginHost host = host(builder -> builder.closeTimeout(PATIENCE.multipliedBy(10)));
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch closed = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            host.listen(new PluginListener() {
                @Override
                public void imported(ImportedModule module) {
                    both.countDown();
                    awaitQuietly(both);
                    host.close();
                    closed.countDown();
                }
            });
        }
        host.importModule("acme.a");
        assertTrue(closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertTimeoutPreemptively(PATIENCE, host::close);
    }

    @Test
    @DisplayName("is not taken by a host that is closed, nor is null by any")
    void closedHost() {
        PluginHost host = host();
        assertThrows(NullPointerException.class, () -> host.listen(null));
        assertThrows(NullPointerException.class, () -> host.listen(Runnable.class, null));
        assertThrows(NullPointerException.class, () -> host.listen(null, new Told()));
        host.close();
        assertThrows(HostClosedException.class, () -> host.listen(new Told()));
        assertThrows(HostClosedException.class, () -> host.listen(Runnable.class, new Told()));
    }

    @Test
    @DisplayName("is not kept by a host that is closed, nor are the plugins by what it kept itself")
    void closedHostKeepsNothing() throws Exception {
        install(provider("acme.a").onStart("Probe.hand(\"loader\", Main.class.getClassLoader());"));
        PluginHost host = host();
        List<Object> kept = new ArrayList<>();
        WeakReference<Told> listener = listen(host, kept);
        WeakReference<ClassLoader> loader = new WeakReference<>(probe.take("loader", ClassLoader.class));
        host.close();
        Collected.await(listener);
        Collected.await(loader);
        assertFalse(kept.isEmpty());
    }

    private static WeakReference<Told> listen(PluginHost host, List<Object> kept) throws InterruptedException {
        Told told = new Told() {
            @Override
            public void imported(ImportedModule module) {
                kept.add(module);
                super.imported(module);
            }
        };
        kept.add(host.listen(Runnable.class, told));
        kept.add(host.listen(told));
        host.importModule("acme.a");
        told.expectInAnyOrder("imported acme.a", "added acme.a");
        return new WeakReference<>(told);
    }

    @Test
    @DisplayName("gets each failure, though it is of the same plugin")
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

    // Unloading

    @Test
    @DisplayName(
            "gets the removal of services before their plugin is stopped, and the end of the plugin when it has ended")
    void unloaded() throws Exception {
        install(provider("acme.a").onStop("Probe.say(\"stopped\");"));
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
    void closed() throws Exception {
        install(provider("acme.base"));
        install(provider("acme.top").requires("acme.base").compiledAgainst(plugins.resolve("acme.base.jar")));
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
                .anyMatch(frame -> frame.getMethodName().equals("awaitAllTold"));
    }

    @Test
    @DisplayName("is not taken by a host that is being closed")
    void closing() throws Exception {
        install(plugin("acme.a").onStop("Probe.awaitUninterruptibly(\"go\");"));
        PluginHost host = host();
        host.importModule("acme.a");
        Thread closer = new Thread(host::close);
        closer.start();
        probe.awaitReached("go");
        assertThrows(HostClosedException.class, () -> host.listen(new Told()));
        assertThrows(HostClosedException.class, () -> host.listen(Runnable.class, new Told()));
        probe.release("go");
        closer.join();
    }

    @Test
    @DisplayName("that hangs when services go holds up the unloading for a while, and neither others nor the next one")
    void hangsInRemoved() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        install(provider("acme.a"));
        install(provider("acme.b"));
        PluginHost host = host(builder -> builder.stopTimeout(Duration.ofMillis(200)));
        Told hanging = new Told() {
            @Override
            public void removed(Object service, ImportedModule module) {
                note("removed " + module.name());
                awaitQuietly(hang);
            }
        };
        Told told = new Told();
        host.listen(Runnable.class, hanging);
        host.listen(Runnable.class, told);
        host.importModule("acme.a");
        host.importModule("acme.b");
        hanging.expect("added acme.a", "added acme.b");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            get(host.unload("acme.a"));
            assertNotNull(log.await("service java.lang.Runnable of plugin acme.a is gone"));
            get(host.unload("acme.b"));
            told.expect("added acme.a", "added acme.b", "removed acme.a", "removed acme.b");
        } finally {
            hang.countDown();
        }
        hanging.expect("removed acme.a");
        host.importModule("acme.b");
        hanging.expect("added acme.b");
    }

    @Test
    @DisplayName("may wait in its call for the end of the plugin that waits for it, which is not for ever")
    void unloadsInItsCall() throws Exception {
        install(provider("acme.a"));
        PluginHost host = host(builder -> builder.stopTimeout(Duration.ofMillis(200)));
        Told told = new Told() {
            @Override
            public void added(Object service, ImportedModule module) {
                host.unload(module.name()).join();
                note("unloaded " + module.name());
            }
        };
        host.listen(Runnable.class, told);
        host.importModule("acme.a");
        told.expect("unloaded acme.a");
        host.listen(Runnable.class, told).close();
        assertEquals(List.of(), host.services(Runnable.class));
    }

    @Test
    @DisplayName("of a plugin is not called any more when the plugin is stopped, and does not keep it alive")
    void ofThePlugin() throws Exception {
        install(PluginSource.plugin("acme.a")
                .requires("dev.pluginhost")
                .onStart("""
                        Probe.hand("loader", Main.class.getClassLoader());
                        Probe.hand("listener", new dev.pluginhost.PluginListener() {
                            @Override
                            public void imported(dev.pluginhost.ImportedModule module) {
                                Probe.say("imported " + module.name());
                            }

                            @Override
                            public void unloaded(dev.pluginhost.ImportedModule module) {
                                Probe.say("unloaded " + module.name());
                            }
                        });
                        """)
                .probe(probe));
        install(plugin("acme.b"));
        install(plugin("acme.c"));
        PluginHost host = host();
        Told told = new Told();
        host.listen(told);
        WeakReference<ClassLoader> loader = listenForPlugin(host, "acme.b");
        get(host.unload("acme.a"));
        get(host.unload("acme.b"));
        told.expect("imported acme.a", "imported acme.b", "unloaded acme.a", "unloaded acme.b");
        Collected.await(loader);
        listenForPlugin(host, "acme.c");
        host.close();
        assertEquals(
                List.of("imported acme.b", "imported acme.c"),
                probe.said().stream()
                        .filter(said -> said.contains("ported") || said.contains("unloaded"))
                        .toList());
    }

    /** Has the listener of acme.a told that another plugin is imported. */
    private WeakReference<ClassLoader> listenForPlugin(PluginHost host, String other) {
        host.importModule("acme.a");
        host.listen(probe.take("listener", PluginListener.class));
        host.importModule(other);
        probe.awaitReached("imported " + other);
        return new WeakReference<>(probe.take("loader", ClassLoader.class));
    }
}
