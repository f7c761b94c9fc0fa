package dev.pluginhost.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pluginhost.PluginHost;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.testkit.PluginSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@DisplayName("A plugin with controllers, in an application with a web server")
class WebTest {

    @TempDir
    static Path plugins;

    @TempDir
    static Path libraries;

    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext context;
    private PluginHost host;

    /** A bean of the application that the plugin gets. */
    public record Clock(String time) {}

    @SpringBootApplication(scanBasePackages = "none")
    static class Application {

        @Bean
        Clock clock() {
            return new Clock("noon");
        }

        @Bean
        Own own() {
            return new Own();
        }
    }

    @RestController
    static class Own {
        @GetMapping("/own")
        String own() {
            return "the application's";
        }
    }

    @BeforeEach
    void start() throws Exception {
        guestbook("1").jar(plugins);
        context = new SpringApplicationBuilder(Application.class)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "spring.main.banner-mode=off",
                        "spring.main.lazy-initialization=false",
                        "pluginhost.index.enabled=false",
                        "pluginhost.plugins=" + plugins,
                        "pluginhost.collection-timeout=20s",
                        "guestbook.color=blue",
                        "guestbook.colors=red,blue",
                        "guestbook.most=5s",
                        "management.endpoints.web.exposure.include=*")
                .run();
        host = context.getBean(PluginHost.class);
    }

    @AfterEach
    void close() {
        context.close();
    }

    /** A plugin with a controller that returns a record, and a bean of the application. */
    private static PluginSource guestbook(String version) throws Exception {
        return PluginSource.module("acme.guestbook")
                .version(version)
                .requires(
                        "dev.pluginhost",
                        "dev.pluginhost.spring",
                        "spring.boot",
                        "spring.context",
                        "spring.beans",
                        "spring.web")
                .declares("provides dev.pluginhost.plugin.Plugin with acme.guestbook.Guestbook;"
                        + " opens acme.guestbook to spring.core, spring.boot")
                .compiledAgainst(SpringModules.in(libraries))
                .source("""
                        package acme.guestbook;

                        public class Guestbook extends dev.pluginhost.spring.SpringPlugin {
                            public Guestbook() {
                                super(Configuration.class);
                            }
                        }
                        """)
                .source("""
                        package acme.guestbook;

                        import org.springframework.context.annotation.ComponentScan;

                        @org.springframework.context.annotation.Configuration
                        @ComponentScan
                        @org.springframework.boot.context.properties.EnableConfigurationProperties(Settings.class)
                        public class Configuration {
                            @org.springframework.context.annotation.Bean
                            Greetings greetings() {
                                return new Greetings();
                            }

                            @org.springframework.context.annotation.Bean
                            String text() {
                                return greetings() == greetings() ? "enhanced" : "plain";
                            }

                            static class Greetings {}
                        }
                        """)
                .source("""
                        package acme.guestbook;

                        @org.springframework.boot.context.properties.ConfigurationProperties("guestbook")
                        public record Settings(Color color, java.util.List<Color> colors, java.time.Duration most) {
                            public enum Color {
                                RED,
                                BLUE
                            }
                        }
                        """)
                .source(
                        "acme.guestbook.Entry",
                        "public record Entry(String name, String text, java.util.Optional<String> by) {}")
                .source("""
                        package acme.guestbook;

                        import org.springframework.http.HttpStatus;
                        import org.springframework.web.bind.annotation.ExceptionHandler;
                        import org.springframework.web.bind.annotation.GetMapping;
                        import org.springframework.web.bind.annotation.PathVariable;
                        import org.springframework.web.bind.annotation.PostMapping;
                        import org.springframework.web.bind.annotation.RequestBody;
                        import org.springframework.web.bind.annotation.RequestMapping;
                        import org.springframework.web.bind.annotation.ResponseStatus;
                        import org.springframework.web.bind.annotation.RestController;

                        @RestController
                        @RequestMapping("/guests")
                        public class GuestController {
                            private final String text;
                            private final org.springframework.context.ApplicationContext beans;

                            GuestController(
                                    String text, Settings settings, org.springframework.context.ApplicationContext beans) {
                                this.text = text + " " + settings.colors();
                                this.beans = beans;
                            }

                            @GetMapping("/{name}")
                            Entry guest(@PathVariable("name") String name) {
                                return new Entry(name, text, java.util.Optional.of("VERSION"));
                            }

                            @PostMapping
                            Entry add(@RequestBody Entry entry) {
                                if (entry.name().isEmpty()) {
                                    throw new Nameless();
                                }
                                return new Entry(entry.name(), beans.getId(), entry.by());
                            }

                            static class Nameless extends RuntimeException {}

                            @ExceptionHandler
                            @ResponseStatus(HttpStatus.CONFLICT)
                            Entry nameless(Nameless failure) {
                                return new Entry("?", failure.getClass().getSimpleName(), java.util.Optional.empty());
                            }
                        }
                        """.replace("VERSION", version));
    }

    @Test
    @DisplayName("answers while it is imported, has beans of the application, and is collected when it is unloaded")
    void life() throws Exception {
        assertThat(get("/own").body()).isEqualTo("the application's");
        assertThat(get("/guests/ann").statusCode()).isEqualTo(404);

        host.importModule("acme.guestbook");
        HttpResponse<String> answer = get("/guests/ann");
        assertThat(answer.body()).isEqualTo("{\"name\":\"ann\",\"text\":\"enhanced [RED, BLUE]\",\"by\":\"1\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(post("/guests", "{\"name\":\"bob\",\"text\":\"\",\"by\":null}")
                        .body())
                .contains("plugin acme.guestbook");
        HttpResponse<String> conflict = post("/guests", "{\"name\":\"\",\"text\":\"\",\"by\":null}");
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(conflict.body()).contains("Nameless");
        assertThat(get("/own").body()).isEqualTo("the application's");

        UnloadReport report = host.unload("acme.guestbook").join();
        assertThat(report.isClean()).as(report.toString()).isTrue();
        assertThat(get("/guests/ann").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
    }
}
