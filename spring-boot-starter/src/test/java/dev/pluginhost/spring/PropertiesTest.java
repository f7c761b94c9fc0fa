package dev.pluginhost.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.spring.actuate.PluginMetricsAutoConfiguration;
import dev.pluginhost.spring.actuate.PluginsEndpointAutoConfiguration;
import dev.pluginhost.spring.autoconfigure.PluginHostAutoConfiguration;
import dev.pluginhost.spring.autoconfigure.PluginHostLifecycle;
import dev.pluginhost.spring.web.PluginWebAutoConfiguration;
import dev.pluginhost.testkit.PluginSource;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

@DisplayName("The settings of the host")
class PropertiesTest {

    /** The auto-configurations of the starter for all releases of Spring Boot. */
    private static final Class<?>[] STARTER = {
        PluginHostAutoConfiguration.class,
        PluginWebAutoConfiguration.class,
        PluginMetricsAutoConfiguration.class,
        PluginsEndpointAutoConfiguration.class
    };

    @TempDir
    Path plugins;

    private ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class));

    @Test
    @DisplayName("are properties")
    void properties() {
        for (String name : List.of("eager", "background", "lazy", "disabled", "refused")) {
            PluginSource.module("acme." + name).jar(plugins);
        }

        runner.withPropertyValues(
                        "pluginhost.plugins=" + plugins,
                        "pluginhost.eager=acme.eager",
                        "pluginhost.background=acme.background",
                        "pluginhost.lazy=acme.lazy",
                        "pluginhost.disabled=acme.disabled",
                        "pluginhost.refused.acme.refused=it is not signed",
                        "pluginhost.import-threads=2",
                        "pluginhost.import-timeout=20s",
                        "pluginhost.watch=true",
                        "pluginhost.index.enabled=false")
                .run(context -> {
                    List<PluginInfo> installed =
                            context.getBean(PluginHost.class).plugins();

                    Map<String, ImportTiming> timings =
                            installed.stream().collect(Collectors.toMap(PluginInfo::name, PluginInfo::timing));
                    assertThat(timings)
                            .containsEntry("acme.eager", ImportTiming.EAGER)
                            .containsEntry("acme.background", ImportTiming.BACKGROUND)
                            .containsEntry("acme.lazy", ImportTiming.LAZY)
                            .containsEntry("acme.disabled", ImportTiming.DISABLED);
                    PluginInfo refused = installed.stream()
                            .filter(plugin -> plugin.name().equals("acme.refused"))
                            .findAny()
                            .orElseThrow();
                    assertThat(refused.state()).isEqualTo(PluginState.REFUSED);
                    assertThat(refused.failure().orElseThrow().message()).contains("it is not signed");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "pluginhost.configuration.[acme.one].jdbc.url=x; {jdbc.url=x}",
                "pluginhost.configuration[acme.one].Key=x; {Key=x}",
                "pluginhost.configuration.acme.one.jdbc.url=x; {jdbc.url=x}",
                "pluginhost.configuration.acme.other.a=x; {of=file}",
                "pluginhost.configuration.one.a=x; {of=file}",
                "pluginhost.lazy=acme.one; {of=file}"
            })
    @DisplayName("are also the configuration of plugins, whose names have dots; without any, a file counts")
    void configuration(String property, String expected) throws Exception {
        assertThat(configured(property)).isEqualTo(expected);
    }

    @Test
    @DisplayName("are that of a plugin with brackets before those without")
    void brackets() throws Exception {
        assertThat(configured(
                        "pluginhost.configuration.acme.one.a=1",
                        "pluginhost.configuration.acme.one.b=2",
                        "pluginhost.configuration.[acme.one].b=3"))
                .isEqualTo("{a=1, b=3}");
    }

    @Test
    @DisplayName("are not given to another plugin whose name begins alike")
    void secrets() throws Exception {
        assertThat(configured(
                        "pluginhost.configuration.acme.a=1",
                        "pluginhost.configuration.acme.one.secret=2",
                        "pluginhost.configuration.[acme.one].other=3",
                        "test.plugin=acme"))
                .isEqualTo("{a=1}");
    }

    @Test
    @DisplayName("are also environment variables")
    void environment() throws Exception {
        runner = runner.withInitializer(context -> context.getEnvironment()
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "test-systemEnvironment", Map.of("PLUGINHOST_CONFIGURATION_ACME_ONE_GREETING", "hello"))));
        assertThat(configured()).isEqualTo("{greeting=hello}");
    }

    private void installConfigured(String name) {
        PluginSource.module(name)
                .requires("dev.pluginhost")
                .declares("provides dev.pluginhost.plugin.Plugin with " + name + ".One;")
                .declares("provides java.util.function.Supplier with " + name + ".One;")
                .source(name + ".One", """
                        public class One implements dev.pluginhost.plugin.Plugin, java.util.function.Supplier<String> {
                            private String configuration;
                            @Override public void start(dev.pluginhost.plugin.PluginContext context) {
                                configuration = context.configuration().toString();
                            }
                            @Override public String get() { return configuration; }
                        }
                        """)
                .jar(plugins);
    }

    private String configured(String... properties) throws Exception {
        installConfigured("acme.one");
        installConfigured("acme");
        Path data = Files.createDirectories(plugins.resolve("data/acme.one"));
        Files.writeString(data.resolve("configuration.properties"), "of=file");
        AtomicReference<String> found = new AtomicReference<>("");
        runner.withPropertyValues("pluginhost.plugins=" + plugins, "pluginhost.index.enabled=false")
                .withPropertyValues("pluginhost.data-directory=" + data.getParent())
                .withPropertyValues(properties)
                .run(context -> found.set(String.valueOf(context.getBean(PluginHost.class)
                        .importModule(context.getEnvironment().getProperty("test.plugin", "acme.one"))
                        .services(Supplier.class)
                        .get(0)
                        .get())));
        return found.get();
    }

    @Test
    @DisplayName("that are not allowed fail the start of the application with the builder's message")
    void notAllowed() {
        runner.withPropertyValues("pluginhost.import-threads=0")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("import threads, not 0"));
    }

    @Test
    @DisplayName("can be changed by customizers, which come after the properties")
    void customizers() {
        PluginSource.module("acme.one").jar(plugins);

        runner.withPropertyValues("pluginhost.plugins=" + plugins, "pluginhost.eager=acme.one")
                .withBean(PluginHostBuilderCustomizer.class, () -> builder -> builder.lazy("acme.one"))
                .run(context -> assertThat(context.getBean(PluginHost.class).plugins())
                        .extracting(PluginInfo::timing)
                        .containsExactly(ImportTiming.LAZY));
    }

    @Test
    @DisplayName("can say that there is no host")
    void disabled() {
        runner.withPropertyValues("pluginhost.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(PluginHost.class)
                        .doesNotHaveBean(PluginHostLifecycle.class));
    }

    @Test
    @DisplayName("do not count for a host of the application's own")
    void ownHost() {
        PluginHost own = PluginHost.builder().build();

        runner.withBean(PluginHost.class, () -> own).run(context -> {
            assertThat(context.getBean(PluginHost.class)).isSameAs(own);
            assertThat(context.getBean(PluginHostLifecycle.class).isRunning()).isTrue();
        });

        assertThat(Optional.of(own).filter(host -> isClosed(host))).isPresent();
    }

    @Test
    @DisplayName("leave several hosts of the application's own alone, if none is primary")
    void severalHosts() {
        try (PluginHost one = PluginHost.builder().build();
                PluginHost two = PluginHost.builder().build()) {
            runner.withBean("one", PluginHost.class, () -> one)
                    .withBean("two", PluginHost.class, () -> two)
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PluginHostLifecycle.class));
        }
    }

    @Test
    @DisplayName("can switch off all of the starter, with the actuator and a host of the application's own")
    void disabledWithActuator() {
        try (PluginHost own = PluginHost.builder().build()) {
            new WebApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(STARTER))
                    .withBean(PluginHost.class, () -> own)
                    .withPropertyValues("pluginhost.enabled=false", "management.endpoints.web.exposure.include=*")
                    .run(context -> assertThat(context)
                            .hasNotFailed()
                            .doesNotHaveBean("pluginsEndpoint")
                            .doesNotHaveBean("pluginHandlerMapping"));
        }
    }

    @ParameterizedTest(name = "without {0}")
    @ValueSource(
            strings = {
                "io.micrometer",
                "org.springframework.web",
                "jakarta.servlet",
                "com.fasterxml.jackson",
                "tools.jackson"
            })
    @DisplayName("count in applications that do not have all that the starter can use")
    void without(String library) {
        PluginSource.module("acme.one").jar(plugins);

        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(STARTER))
                .withClassLoader(new FilteredClassLoader(library))
                .withPropertyValues("pluginhost.plugins=" + plugins, "pluginhost.eager=acme.one")
                .run(context -> assertThat(context.getBean(PluginHost.class).find("acme.one"))
                        .isPresent());
    }

    @Test
    @DisplayName("are known to editors")
    void metadata() throws Exception {
        try (InputStream in =
                PluginHostLifecycle.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            assertThat(in).isNotNull();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains(
                            "\"pluginhost.watch-settle\"",
                            "\"pluginhost.order\"",
                            "\"pluginhost.configuration\"",
                            "\"pluginhost.endpoint.allow-reload\"");
        }
    }

    static boolean isClosed(PluginHost host) {
        return host.importModuleAsync("acme.none")
                .handle((module, failure) -> failure instanceof dev.pluginhost.HostClosedException)
                .join();
    }
}
