package dev.pluginhost.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pluginhost.PluginHost;
import dev.pluginhost.spring.autoconfigure.PluginHostLifecycle;
import dev.pluginhost.testkit.PluginSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("An application with the actuator")
class ActuatorTest {

    @TempDir
    Path plugins;

    /** Of what only the compiler sees. */
    @TempDir
    Path elsewhere;

    private final HttpClient client = HttpClient.newHttpClient();

    @SpringBootApplication(scanBasePackages = "none")
    static class Application {}

    private ConfigurableApplicationContext run(String... properties) {
        return run(builder -> {}, properties);
    }

    private ConfigurableApplicationContext run(Consumer<SpringApplicationBuilder> change, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.main.banner-mode=off",
                "pluginhost.index.enabled=false",
                "pluginhost.plugins=" + plugins,
                "management.endpoint.health.show-details=always",
                "management.endpoints.web.exposure.include=health,plugins,metrics"));
        all.addAll(List.of(properties));
        SpringApplicationBuilder builder =
                new SpringApplicationBuilder(Application.class).properties(all.toArray(String[]::new));
        change.accept(builder);
        return builder.run();
    }

    @Test
    @DisplayName("is healthy with a plugin that cannot be imported, and says so in the details")
    void health() throws Exception {
        Suppliers.of("acme.good", "good").jar(plugins);
        PluginSource.module("acme.bad")
                .requires("acme.gone")
                .compiledAgainst(PluginSource.module("acme.gone").jar(elsewhere))
                .jar(plugins);

        try (ConfigurableApplicationContext context = run("pluginhost.eager=acme.good")) {
            HttpResponse<String> health = get(context, "/actuator/health");
            assertThat(health.body())
                    .contains("\"plugins\":{", "\"imported\":1", "\"installed\":2", "acme.bad", "acme.gone");
            assertThat(health.statusCode()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("is down without a plugin that it requires")
    void down() throws Exception {
        try (ConfigurableApplicationContext context = run("pluginhost.health.required=acme.none")) {
            Eventually.holds(() -> health(context).statusCode() == 503);
            assertThat(health(context).body()).contains("\"missing\":[\"acme.none\"]");
        }
    }

    @Test
    @DisplayName("is down while the plugins cannot be read, and reads them again when it is started again")
    void unreadable() {
        Suppliers.of("acme.one", "one").jar(plugins);
        PluginHost real = PluginHost.builder().plugins(plugins).noIndex().build();
        AtomicBoolean failing = new AtomicBoolean(true);
        PluginHost own = (PluginHost) Proxy.newProxyInstance(
                PluginHost.class.getClassLoader(), new Class<?>[] {PluginHost.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("startAsync") && failing.get()) {
                        return CompletableFuture.failedFuture(new IllegalStateException("the disk is slow"));
                    }
                    return method.invoke(real, arguments);
                });

        try (ConfigurableApplicationContext context = run(
                builder -> builder.initializers(made -> made.getBeanFactory().registerSingleton("ownHost", own)))) {
            assertThat(health(context).statusCode()).isEqualTo(503);
            assertThat(health(context).body()).contains("the disk is slow");

            failing.set(false);
            PluginHostLifecycle lifecycle = context.getBean(PluginHostLifecycle.class);
            lifecycle.stop();
            lifecycle.start();
            Eventually.holds(() -> health(context).statusCode() == 200
                    && !health(context).body().contains("the disk is slow"));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("is not down because of an eager plugin that a customizer has made lazy")
    void madeLazy() throws Exception {
        Suppliers.of("acme.one", "one").jar(plugins);

        try (ConfigurableApplicationContext context = run(
                builder -> builder.initializers(
                        made -> made.getBeanFactory().registerSingleton("customizer", (PluginHostBuilderCustomizer)
                                settings -> settings.lazy("acme.one"))),
                "pluginhost.eager=acme.one")) {
            Eventually.holds(() -> health(context).body().contains("\"started\":true"));
            assertThat(health(context).statusCode()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("lists plugins, and changes them as far as it is allowed")
    void endpoint() throws Exception {
        Suppliers.of("acme.one", "one").version("1.2").jar(plugins);

        try (ConfigurableApplicationContext context = run(
                "pluginhost.endpoint.allow-import=true",
                "pluginhost.endpoint.allow-unload=true",
                "pluginhost.collection-timeout=0")) {
            PluginHost host = context.getBean(PluginHost.class);
            assertThat(get(context, "/actuator/plugins").body()).contains("\"INSTALLED\"", "\"timeline\":[]");

            assertThat(post(context, "acme.one/reload").statusCode()).isEqualTo(403);
            assertThat(post(context, "acme.one/remove").statusCode()).isEqualTo(404);
            assertThat(post(context, "acme.two/import").statusCode()).isEqualTo(404);
            assertThat(host.find("acme.one")).isEmpty();

            assertThat(post(context, "acme.one/import").body()).contains("\"imported\":\"acme.one\"");
            assertThat(get(context, "/actuator/plugins/acme.one").body())
                    .contains("\"version\":\"1.2\"", "\"IMPORTED\"", "\"START\":");
            assertThat(get(context, "/actuator/plugins").body()).contains("\"timeline\":[{\"name\":\"acme.one\"");
            assertThat(get(context, "/actuator/plugins/acme.two").statusCode()).isEqualTo(404);

            assertThat(post(context, "acme.one/unload").body()).contains("NOT_CHECKED");
            assertThat(host.find("acme.one")).isEmpty();
        }
    }

    @Test
    @DisplayName("does not change plugins unless that is allowed")
    void closed() throws Exception {
        Suppliers.of("acme.one", "one").jar(plugins);

        try (ConfigurableApplicationContext context = run()) {
            for (String action : List.of("import", "unload", "reload")) {
                HttpResponse<String> answer = post(context, "acme.one/" + action);
                assertThat(answer.statusCode()).as(action).isEqualTo(403);
                assertThat(answer.body()).contains("pluginhost.endpoint.allow-" + action);
            }
        }
    }

    @Test
    @DisplayName("has meters of each plugin, and gauges while it is imported")
    void metrics() throws Exception {
        Suppliers.of("acme.one", "one").jar(plugins);

        try (ConfigurableApplicationContext context = run()) {
            PluginHost host = context.getBean(PluginHost.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);

            host.importModule("acme.one");
            Eventually.holds(() -> registry.find("pluginhost.imports")
                            .tags("plugin", "acme.one", "stage", "start")
                            .timer()
                    != null);
            assertThat(get(context, "/actuator/metrics/pluginhost.plugins.imported")
                            .body())
                    .contains("\"value\":1.0");
            assertThat(registry.find("pluginhost.import.last").gauges()).isNotEmpty();

            host.unload("acme.one").join();
            Eventually.holds(
                    () -> registry.find("pluginhost.import.last").meters().isEmpty());
            host.importModule("acme.one");
            Eventually.holds(() -> registry.get("pluginhost.imports")
                            .tags("plugin", "acme.one", "stage", "start")
                            .timer()
                            .count()
                    == 2);
        }
    }

    private HttpResponse<String> health(ConfigurableApplicationContext context) {
        try {
            return get(context, "/actuator/health");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> get(ConfigurableApplicationContext context, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(context, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(ConfigurableApplicationContext context, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(context, "/actuator/plugins/" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(ConfigurableApplicationContext context, String path) {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
    }
}
