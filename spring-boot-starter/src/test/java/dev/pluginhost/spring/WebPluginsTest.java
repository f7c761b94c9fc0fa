package dev.pluginhost.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Probe;
import jakarta.servlet.ServletContext;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.ServletContextScope;

@DisplayName("Plugins with controllers that start, fail, change and end")
class WebPluginsTest {

    @TempDir
    Path plugins;

    @TempDir
    static Path libraries;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Probe probe = new Probe();
    private @Nullable ConfigurableApplicationContext context;

    @SpringBootApplication(scanBasePackages = "none")
    static class Application {

        @Bean
        ContextListener contextListener() {
            return new ContextListener();
        }
    }

    /** What a listener of the application hears of contexts. */
    static class ContextListener implements ApplicationListener<ApplicationContextEvent> {

        final Queue<String> heard = new ConcurrentLinkedQueue<>();

        @Override
        public void onApplicationEvent(ApplicationContextEvent event) {
            heard.add(event.getClass().getSimpleName() + " of "
                    + event.getApplicationContext().getDisplayName());
        }
    }

    private PluginHost start(String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.main.banner-mode=off",
                "pluginhost.index.enabled=false",
                "pluginhost.plugins=" + plugins,
                "pluginhost.collection-timeout=20s"));
        all.addAll(List.of(properties));
        ConfigurableApplicationContext started = new SpringApplicationBuilder(Application.class)
                .properties(all.toArray(String[]::new))
                .run();
        context = started;
        return started.getBean(PluginHost.class);
    }

    @AfterEach
    void close() {
        probe.close();
        if (context != null) {
            context.close();
        }
    }

    /** A plugin with one controller, whose methods are given. */
    private PluginSource plugin(String name, String version, String controller) throws Exception {
        return PluginSource.module(name)
                .version(version)
                .requires(
                        "dev.pluginhost",
                        "dev.pluginhost.spring",
                        "spring.context",
                        "spring.beans",
                        "spring.web",
                        "spring.webmvc")
                .declares("provides dev.pluginhost.plugin.Plugin with " + name + ".Main; opens " + name)
                .compiledAgainst(SpringModules.in(libraries))
                .probe(probe)
                .source("""
                        package %s;

                        import dev.pluginhost.plugin.PluginContext;
                        import org.springframework.context.ApplicationContext;

                        public class Main extends dev.pluginhost.spring.SpringPlugin {
                            public Main() {
                                super(Web.class, End.class, Of.class);
                            }

                            @Override
                            protected void started(PluginContext plugin, ApplicationContext beans) throws Exception {
                                Probe.reach("started %s");
                            }

                            @Override
                            protected void stopping() {
                                Probe.say("stopping");
                            }
                        }
                        """.formatted(name, version))
                .source("""
                        package %s;

                        public class End implements org.springframework.beans.factory.DisposableBean {
                            @Override
                            public void destroy() {
                                Probe.say("closed");
                            }
                        }
                        """.formatted(name))
                .source("""
                        package %s;

                        @org.springframework.stereotype.Component
                        @org.springframework.web.context.annotation.ApplicationScope
                        public class Of implements org.springframework.context.ApplicationListener<
                                org.springframework.context.event.ContextRefreshedEvent> {
                            @Override
                            public void onApplicationEvent(org.springframework.context.event.ContextRefreshedEvent event) {
                                Probe.say("refreshed " + this);
                            }

                            @Override
                            public String toString() {
                                return "%s";
                            }
                        }
                        """.formatted(name, version))
                .source("""
                        package %s;

                        import org.springframework.web.bind.annotation.GetMapping;
                        import org.springframework.web.bind.annotation.PostMapping;
                        import org.springframework.web.bind.annotation.RestController;

                        @RestController
                        public class Web {
                            private final Of of;

                            Web(Of of) {
                                this.of = of;
                            }

                            @GetMapping("/version")
                            String version() {
                                return of.toString();
                            }

                            %s
                        }
                        """.formatted(name, controller));
    }

    @Test
    @DisplayName("take requests only when their start has succeeded, and can be imported again if it has not")
    void failing() throws Exception {
        plugin("acme.web", "1", "").jar(plugins);
        PluginHost host = start();
        probe.failAt("started 1", () -> new AssertionError("not now"));

        assertThatThrownBy(() -> host.importModule("acme.web"))
                .isInstanceOf(PluginException.class)
                .hasStackTraceContaining("not now");
        assertThat(probe.said()).containsSubsequence("started 1", "closed");
        assertThat(get("/version").statusCode()).isEqualTo(404);

        probe.mend("started 1");
        host.importModule("acme.web");
        assertThat(get("/version").body()).isEqualTo("1");
        assertClean(host.unload("acme.web").join());
    }

    @Test
    @DisplayName("take no requests before their start has ended")
    void starting() throws Exception {
        plugin("acme.web", "1", "").source("""
                        package acme.web;

                        public class Main extends dev.pluginhost.spring.SpringPlugin {
                            public Main() {
                                super(Web.class, Of.class);
                            }

                            @Override
                            protected void started(
                                    dev.pluginhost.plugin.PluginContext plugin,
                                    org.springframework.context.ApplicationContext beans)
                                    throws Exception {
                                Probe.await("go");
                            }
                        }
                        """).jar(plugins);
        PluginHost host = start();

        CompletableFuture<?> imported = host.importModuleAsync("acme.web");
        probe.awaitReached("go");
        assertThat(get("/version").statusCode()).isEqualTo(404);
        probe.release("go");
        imported.join();

        assertThat(get("/version").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("are reloaded, and the old one answers again if the new one does not start")
    void reloaded() throws Exception {
        plugin("acme.web", "1", "").jar(plugins, "web.jar");
        PluginHost host = start();
        host.importModule("acme.web");

        plugin("acme.web", "2", "").jar(plugins, "web.jar");
        probe.failAt("started 2", () -> new IllegalStateException("not this one"));
        assertThatThrownBy(() -> host.reload("acme.web").join())
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("not this one");
        assertThat(get("/version").body()).isEqualTo("1");

        plugin("acme.web", "3", "").jar(plugins, "web.jar");
        host.reload("acme.web").join();
        assertThat(get("/version").body()).isEqualTo("3");
    }

    @Test
    @DisplayName("end after the requests under way, also those that are answered later")
    void underWay() throws Exception {
        plugin("acme.web", "1", """
                        @GetMapping("/now")
                        String now() throws Exception {
                            Probe.await("now");
                            Probe.say("answered now");
                            return "now";
                        }

                        @GetMapping("/later")
                        java.util.concurrent.Callable<String> later() {
                            return () -> {
                                Probe.await("later");
                                Probe.say("answered later");
                                return "later";
                            };
                        }
                        """).jar(plugins);
        PluginHost host = start("pluginhost.stop-timeout=20s");
        host.importModule("acme.web");
        CompletableFuture<HttpResponse<String>> now = send("/now");
        CompletableFuture<HttpResponse<String>> later = send("/later");
        probe.awaitReached("now");
        probe.awaitReached("later");

        CompletableFuture<UnloadReport> unload = host.unload("acme.web");
        probe.awaitReached("stopping");
        Eventually.holds(() -> status("/version") == 404);
        assertThat(probe.said()).doesNotContain("closed");
        probe.release("now");
        assertThat(now.join().body()).isEqualTo("now");
        assertThat(probe.said()).doesNotContain("closed");
        probe.release("later");
        assertThat(later.join().body()).isEqualTo("later");

        assertClean(unload.join());
        assertThat(probe.said()).containsSubsequence("answered now", "answered later", "closed");
    }

    @Test
    @DisplayName("end although an answer has no end, when the time is over")
    void endless() throws Exception {
        plugin("acme.web", "1", """
                        @GetMapping("/endless")
                        org.springframework.web.servlet.mvc.method.annotation.SseEmitter endless() throws Exception {
                            var emitter = new org.springframework.web.servlet.mvc.method.annotation.SseEmitter(0L);
                            emitter.send("first");
                            Probe.say("sent");
                            return emitter;
                        }
                        """).jar(plugins);
        PluginHost host = start("pluginhost.stop-timeout=300ms");
        host.importModule("acme.web");
        CompletableFuture<HttpResponse<String>> endless = send("/endless");
        probe.awaitReached("sent");

        UnloadReport report = host.unload("acme.web").join();

        assertThat(endless.join().body()).contains("first");
        assertThat(report.plugins().get(0).collection())
                .as(report.toString())
                .isEqualTo(UnloadReport.Plugin.Collection.COLLECTED);
    }

    @Test
    @DisplayName("share a path, if they take other methods or media types")
    void shared() throws Exception {
        plugin("acme.first", "1", """
                        @PostMapping(path = "/shared", consumes = "application/xml")
                        String shared() {
                            return "first";
                        }
                        """).jar(plugins);
        plugin("acme.second", "1", """
                        @PostMapping(path = "/shared", consumes = "text/plain")
                        String shared() {
                            return "second";
                        }
                        """).jar(plugins);
        PluginHost host = start();
        host.importModule("acme.first");
        host.importModule("acme.second");

        assertThat(post("/shared", "text/plain").body()).isEqualTo("second");
        assertThat(post("/shared", "application/xml").body()).isEqualTo("first");
        assertThat(post("/shared", "image/png").statusCode()).isEqualTo(415);
        assertThat(get("/shared").statusCode()).isEqualTo(405);
    }

    @Test
    @DisplayName("leave events and scopes of the application alone")
    void apart() throws Exception {
        plugin("acme.web", "1", "").jar(plugins);
        PluginHost host = start();
        ConfigurableApplicationContext application = context();
        ServletContext container = ((WebApplicationContext) application).getServletContext();
        assertThat(container).isNotNull();
        Object scope = container.getAttribute(ServletContextScope.class.getName());
        assertThat(scope).isNotNull();
        ContextListener listener = application.getBean(ContextListener.class);
        List<String> before = List.copyOf(listener.heard);

        host.importModule("acme.web");
        assertThat(get("/version").body()).isEqualTo("1");
        assertThat(probe.said()).contains("refreshed 1");
        assertClean(host.unload("acme.web").join());

        assertThat(listener.heard).containsExactlyElementsOf(before);
        assertThat(container.getAttribute(ServletContextScope.class.getName())).isSameAs(scope);
    }

    @Test
    @DisplayName("end if the application's port is in use")
    void portInUse() throws Exception {
        PluginSource.plugin("acme.eager")
                .eager()
                .onStart("Probe.say(\"started\");")
                .onStop("Probe.say(\"stopped\");")
                .probe(probe)
                .jar(plugins);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start("server.port=" + taken.getLocalPort()));
        }
        assertThat(probe.said()).containsExactly("started", "stopped");
    }

    private static void assertClean(UnloadReport report) {
        assertThat(report.isClean()).as(report.toString()).isTrue();
    }

    private ConfigurableApplicationContext context() {
        ConfigurableApplicationContext is = context;
        if (is == null) {
            throw new AssertionError("The application has not started");
        }
        return is;
    }

    private int status(String path) {
        return send(path).join().statusCode();
    }

    private HttpResponse<String> get(String path) {
        return send(path).join();
    }

    private CompletableFuture<HttpResponse<String>> send(String path) {
        return client.sendAsync(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String type) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString("text"))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + context().getEnvironment().getProperty("local.server.port") + path);
    }
}
