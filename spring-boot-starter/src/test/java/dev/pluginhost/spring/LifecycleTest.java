package dev.pluginhost.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pluginhost.PluginHost;
import dev.pluginhost.spring.autoconfigure.PluginHostAutoConfiguration;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Probe;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

@DisplayName("The host of an application context")
class LifecycleTest {

    @TempDir
    Path plugins;

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
                .withPropertyValues("pluginhost.plugins=" + plugins, "pluginhost.index.enabled=false");
    }

    /** Keeps the events in their order. */
    static class Events {

        final BlockingQueue<PluginEvent> seen = new LinkedBlockingQueue<>();

        @EventListener
        void on(PluginEvent event) {
            seen.add(event);
        }

        PluginEvent next() throws InterruptedException {
            PluginEvent event = seen.poll(60, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            return event;
        }
    }

    @Test
    @DisplayName("has imported its eager plugins when the context is ready")
    void eager() {
        Suppliers.of("acme.eager", "eager").jar(plugins);

        runner().withPropertyValues("pluginhost.eager=acme.eager")
                .run(context -> assertThat(context.getBean(PluginHost.class).find("acme.eager"))
                        .isPresent());
    }

    @Test
    @DisplayName("does not hold up the context for a background plugin")
    void background() {
        try (Probe probe = new Probe()) {
            PluginSource.plugin("acme.slow")
                    .background()
                    .onStart("Probe.await(\"go\");")
                    .probe(probe)
                    .jar(plugins);

            runner().run(context -> {
                probe.awaitReached("go");
                assertThat(context.isRunning()).isTrue();
                PluginHost host = context.getBean(PluginHost.class);
                assertThat(host.find("acme.slow")).isEmpty();
                probe.release("go");
                host.importModule("acme.slow");
            });
        }
    }

    @Test
    @DisplayName("is closed with it")
    void closed() {
        PluginHost[] host = new PluginHost[1];

        runner().run(context -> host[0] = context.getBean(PluginHost.class));

        assertThat(PropertiesTest.isClosed(host[0])).isTrue();
    }

    @Test
    @DisplayName("goes on when the context is stopped and started again")
    void restarted() {
        Suppliers.of("acme.eager", "eager").jar(plugins);

        runner().withPropertyValues("pluginhost.eager=acme.eager").run(running -> {
            ConfigurableApplicationContext context = running.getSourceApplicationContext();
            PluginHost host = context.getBean(PluginHost.class);

            context.stop();
            context.start();

            assertThat(host.find("acme.eager")).isPresent();
        });
    }

    @Test
    @DisplayName("is closed if the context does not start")
    void failed() {
        AtomicReference<PluginHost> host = new AtomicReference<>();

        runner().withBean("broken", BrokenBean.class, () -> new BrokenBean(host))
                .run(context -> assertThat(context).hasFailed());

        assertThat(PropertiesTest.isClosed(host.get())).isTrue();
    }

    /** Keeps the host, then fails. */
    static class BrokenBean {

        private final AtomicReference<PluginHost> seen;

        BrokenBean(AtomicReference<PluginHost> seen) {
            this.seen = seen;
        }

        @Autowired
        void use(PluginHost host) {
            seen.set(host);
            throw new IllegalStateException("broken");
        }
    }

    @Test
    @DisplayName("publishes what happens to plugins as events, in their order")
    void events() {
        Suppliers.of("acme.one", "one").version("1.2").jar(plugins);

        runner().withBean(Events.class).run(context -> {
            PluginHost host = context.getBean(PluginHost.class);
            Events events = context.getBean(Events.class);

            host.importModule("acme.one");
            host.unload("acme.one").join();

            assertThat(events.next()).isInstanceOf(PluginEvent.Imported.class);
            PluginEvent last = events.next();
            assertThat(last).isInstanceOf(PluginEvent.Unloaded.class);
            assertThat(((PluginEvent.Unloaded) last).version().orElseThrow()).hasToString("1.2");
        });
    }
}
