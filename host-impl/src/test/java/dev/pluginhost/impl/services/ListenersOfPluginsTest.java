package dev.pluginhost.impl.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginListener;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.impl.fixtures.Collected;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a plugin listens to")
class ListenersOfPluginsTest extends HostFixture {

    private static final String HOST = "acme.host";

    /** Listens to plugins and to services, with its own class and with its own service type. */
    private static final String LISTEN = """
            var host = (dev.pluginhost.PluginHost) System.getProperties().get("acme.host");
            class Listener implements dev.pluginhost.PluginListener {
                @Override
                public void imported(dev.pluginhost.ImportedModule module) {
                    Probe.say("told of " + module.name());
                }
            }
            host.listen(new Listener());
            host.listen(Runnable.class, new dev.pluginhost.ServiceListener<Runnable>() {
                @Override
                public void added(Runnable service, dev.pluginhost.ImportedModule module) {}

                @Override
                public void removed(Runnable service, dev.pluginhost.ImportedModule module) {}
            });
            Probe.hand("loader", new java.lang.ref.WeakReference<>(Main.class.getClassLoader()));
            """;

    @AfterEach
    void takeBack() {
        System.getProperties().remove(HOST);
    }

    private void give(Object host) {
        System.getProperties().put(HOST, host);
    }

    private void awaitCollected() {
        probe.awaitReached("loader");
        Collected.await(probe.take("loader", WeakReference.class));
    }

    @Test
    @DisplayName("ends when its start fails")
    void failedStart() {
        install(plugin("acme.a", LISTEN + "if (true) throw new java.io.IOException(\"no luck\");"));
        PluginHost host = host();
        give(host);
        assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        awaitCollected();
    }

    @Test
    @DisplayName("ends when its import times out, though its start never returns")
    void timedOut() {
        install(plugin(
                "acme.a",
                LISTEN
                        + "context.closeWithPlugin(() -> { Probe.say(\"closed\"); Probe.awaitUninterruptibly(\"end\"); });"
                        + "Probe.awaitUninterruptibly(\"start\");"));
        install(plugin("acme.other"));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofMillis(500)));
        give(host);
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.a"));
        probe.awaitReached("closed");
        host.importModule("acme.other"); // while the rest of the plugin is torn down
        probe.release("end");
        host.close(); // after this no notice is left
        assertEquals(0, probe.count("told of acme.other"));
        probe.release("start");
    }

    @Test
    @DisplayName("ends when it is unloaded, where it began to listen in its stop")
    void inItsStop() {
        install(plugin("acme.a").onStop(LISTEN));
        PluginHost host = host(builder -> builder.collectionTimeout(Duration.ZERO));
        give(host);
        host.importModule("acme.a");
        get(host.unload("acme.a"));
        awaitCollected();
    }

    @Test
    @DisplayName("ends with it in other hosts, too")
    void anotherHost() {
        install(plugin("acme.a", LISTEN + "if (true) throw new java.io.IOException(\"no luck\");"));
        PluginHost host = host();
        give(host());
        assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        awaitCollected();
    }

    @Test
    @DisplayName("ends with it, where a class of the application listens on its behalf")
    void throughTheApplication() {
        install(plugin("acme.a", """
                @SuppressWarnings("unchecked")
                var listen = (java.util.function.Consumer<Runnable>) System.getProperties().get("acme.host");
                listen.accept(new Runnable() {
                    public void run() {}
                });
                Probe.hand("loader", new java.lang.ref.WeakReference<>(Main.class.getClassLoader()));
                if (true) throw new java.io.IOException("no luck");
                """));
        PluginHost host = host();
        Consumer<Runnable> listen = whatToDo -> host.listen(new PluginListener() {
            @Override
            public void imported(ImportedModule module) {
                whatToDo.run();
            }
        });
        give(listen);
        assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        awaitCollected();
    }

    @Test
    @DisplayName("ends with it, where a loader of its own has made the listener")
    void loaderBelow() {
        install(plugin("acme.a", """
                class Below extends ClassLoader {
                    Below() {
                        super(Main.class.getClassLoader());
                    }
                }
                var type = dev.pluginhost.PluginListener.class;
                var listener = (dev.pluginhost.PluginListener) java.lang.reflect.Proxy.newProxyInstance(
                        new Below(), new Class<?>[] {type}, (proxy, method, args) -> null);
                var host = (dev.pluginhost.PluginHost) System.getProperties().get("acme.host");
                Thread thread = new Thread(() -> host.listen(listener));
                thread.start();
                thread.join();
                Probe.hand("loader", new java.lang.ref.WeakReference<>(Main.class.getClassLoader()));
                if (true) throw new java.io.IOException("no luck");
                """));
        PluginHost host = host();
        give(host);
        assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        awaitCollected();
    }

    @Test
    @DisplayName("is refused when it is gone")
    void whenItIsGone() {
        install(
                plugin(
                        "acme.a",
                        "var host = (dev.pluginhost.PluginHost) System.getProperties().get(\"acme.host\");"
                                + "Probe.hand(\"listen\", (Runnable) () -> host.listen(new dev.pluginhost.PluginListener() {}));"));
        PluginHost host = host(builder -> builder.collectionTimeout(Duration.ZERO));
        give(host);
        host.importModule("acme.a");
        Runnable listen = probe.take("listen", Runnable.class);
        listen.run();
        get(host.unload("acme.a"));
        // its class is loaded, so it is the host that refuses
        IllegalStateException refused = assertThrows(IllegalStateException.class, listen::run);
        assertEquals(
                "The registration of acme.a.Main$1 cannot begin, as its plugin has been unloaded or its import has failed;"
                        + " register listeners while the plugin runs",
                refused.getMessage());
    }

    @Test
    @DisplayName("goes on where it is the application's, and the plugin only was imported meanwhile")
    void theApplications() throws InterruptedException {
        install(plugin("acme.a"));
        install(plugin("acme.b"));
        PluginHost host = host(builder -> builder.collectionTimeout(Duration.ZERO));
        java.util.concurrent.CountDownLatch told = new java.util.concurrent.CountDownLatch(1);
        host.importModule("acme.a");
        host.listen(new PluginListener() {
            @Override
            public void imported(ImportedModule module) {
                told.countDown();
            }
        });
        get(host.unload("acme.a"));
        host.importModule("acme.b");
        assertEquals(true, told.await(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS));
    }
}
