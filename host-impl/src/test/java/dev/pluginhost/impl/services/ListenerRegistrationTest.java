package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginListener;
import dev.pluginhost.Registration;
import dev.pluginhost.impl.fixtures.Collected;
import dev.pluginhost.impl.fixtures.Told;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.testkit.PluginSource;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A listener")
class ListenerRegistrationTest extends ListenerFixture {

    /** What an application keeps. */
    private final List<Object> kept = new ArrayList<>();

    @Test
    @DisplayName("is not called any more when its registration is closed, even if it closes it in a call")
    void closeRegistration() throws Exception {
        AtomicReference<Registration> registration = new AtomicReference<>();
        Told told = new Told() {
            @Override
            public void imported(ImportedModule module) {
                registration.get().close();
                super.imported(module);
            }
        };
        registration.set(events.listen(told, null));
        Told other = new Told();
        events.listen(other, null);
        Imported a = provider("acme.a");
        events.publish(a); // both are there when the thread begins
        unloaded(a);
        other.expect("imported acme.a", "unloaded acme.a");
        told.expect("imported acme.a");
        fail("acme.a");
        other.expect("failed acme.a");
        assertTrue(events.awaitTold(null, PATIENCE));
        registration.get().close();
        assertEquals(List.of(), told.rest());
    }

    @Test
    @DisplayName("is not kept when its registration is closed, even if the application keeps the registration")
    void closedKeepsNothing() throws Exception {
        List<Registration> registrations = new ArrayList<>();
        WeakReference<Told> listener = new WeakReference<>(listenOnce(registrations));
        registrations.forEach(Registration::close);
        Collected.await(listener);
        registrations.forEach(Registration::close);
    }

    private Told listenOnce(List<Registration> registrations) throws InterruptedException {
        Told told = new Told();
        registrations.add(events.listen(told, null));
        registrations.add(events.listen(Runnable.class, told, null));
        publish(provider("acme.a"));
        assertTrue(events.awaitTold(null, PATIENCE));
        assertEquals(3, told.rest().size());
        return told;
    }

    @Test
    @DisplayName("is not called after the close, and cannot be registered then")
    void closed() throws Exception {
        Told told = new Told();
        events.listen(told, null);
        events.listen(Runnable.class, told, null);
        events.close();
        publish(provider("acme.a"));
        fail("acme.b");
        assertNull(events.listen(told, null));
        assertNull(events.listen(Runnable.class, told, null));
        assertTrue(events.awaitTold(null, PATIENCE));
        assertEquals(List.of(), told.rest());
    }

    @Test
    @DisplayName("that hangs keeps no plugin alive that was forgotten")
    void forgottenIsCollected() throws Exception {
        Hanging hanging = new Hanging();
        events.listen(Runnable.class, hanging, null);
        events.listen(hanging, null);
        Imported a = provider("acme.a");
        publish(a);
        Collected.await(comeAndGo(a, hanging));
        assertEquals(List.of(), registry.all());
    }

    /** In a method of its own, so that no variable of a frame keeps the plugin. */
    private WeakReference<ClassLoader> comeAndGo(Imported other, Hanging hanging) throws InterruptedException {
        Imported b = provider("acme.b");
        publish(b);
        assertTrue(events.awaitTold(null, PATIENCE));
        withdraw(other);
        hanging.hangs.await();
        withdraw(b); // whose notice is still pending
        unloaded(b);
        events.forget(b);
        layers.remove(b.layer());
        return new WeakReference<>(b.layer().loader());
    }

    @Test
    @DisplayName("of a plugin, or for its service types, is not called any more when the plugin is forgotten")
    void listenersOfThePlugin() throws Exception {
        WeakReference<ClassLoader> loader = listenAndGo();
        Collected.await(loader);
    }

    private WeakReference<ClassLoader> listenAndGo() throws Exception {
        Imported a = start(source("acme.a")
                .requires("dev.pluginhost")
                .exports("acme.a")
                .source("acme.a.Type", "public interface Type {}")
                .onStart("""
                        Probe.hand("listener", new dev.pluginhost.PluginListener() {
                            @Override
                            public void failed(String module, dev.pluginhost.PluginInfo.Failure failure) {
                                Probe.say("failed " + module);
                            }
                        });
                        """)
                .probe(probe));
        events.listen(probe.take("listener", PluginListener.class), null);
        Class<?> type = Class.forName("acme.a.Type", false, a.layer().loader());
        Told told = new Told();
        Registration ofType = events.listen(type, told, null);
        fail("acme.b");
        probe.awaitReached("failed acme.b");
        events.publish(a);
        events.withdraw(a, "is gone");
        events.forget(a);
        fail("acme.c");
        assertTrue(events.awaitTold(null, PATIENCE));
        assertEquals(0, probe.count("failed acme.c"));
        layers.remove(a.layer());
        kept.add(ofType);
        return new WeakReference<>(a.layer().loader());
    }

    @Test
    @DisplayName("is rejected by a closed host, and a host rejects null")
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
    @DisplayName("is not kept by a closed host, and what it has kept does not keep the plugins")
    void closedHostKeepsNothing() throws Exception {
        install(withService("acme.a").onStart("Probe.hand(\"loader\", Main.class.getClassLoader());"));
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
    @DisplayName("is rejected by a host that is being closed")
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
