package dev.pluginhost.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.spring.autoconfigure.PluginHostAutoConfiguration;
import dev.pluginhost.spring.autoconfigure.PluginHostLifecycle;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@DisplayName("The settings of the host")
class PropertiesTest {

    @TempDir
    Path plugins;

    private final ApplicationContextRunner runner =
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

    static boolean isClosed(PluginHost host) {
        return host.importModuleAsync("acme.none")
                .handle((module, failure) -> failure instanceof dev.pluginhost.HostClosedException)
                .join();
    }
}
