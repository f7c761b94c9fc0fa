package dev.pluginhost.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pluginhost.PluginHost;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@DisplayName("Each setting")
class BuilderCallsTest {

    private static Set<String> calls(Map<String, String> properties) {
        Set<String> calls = new TreeSet<>();
        PluginHost.Builder builder = (PluginHost.Builder) Proxy.newProxyInstance(
                PluginHost.Builder.class.getClassLoader(),
                new Class<?>[] {PluginHost.Builder.class},
                (proxy, method, arguments) -> {
                    StringBuilder call = new StringBuilder(method.getName());
                    for (Object argument : arguments == null ? new Object[0] : arguments) {
                        call.append(' ')
                                .append(argument instanceof Object[] all ? Arrays.toString(all) : text(argument));
                    }
                    calls.add(call.toString());
                    return proxy;
                });
        Map<String, String> named = new LinkedHashMap<>();
        properties.forEach((name, value) -> named.put("pluginhost." + name, value));
        new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate("pluginhost", PluginHostProperties.class)
                .applyTo(builder, Set::of);
        return calls;
    }

    private static Object text(Object argument) {
        return argument instanceof Function<?, ?> function ? configurationOf("k.l", function) : argument;
    }

    @SuppressWarnings("unchecked") // the only function of a builder
    private static Object configurationOf(String plugin, Function<?, ?> function) {
        return String.valueOf(((Function<String, ?>) function).apply(plugin));
    }

    @Test
    @DisplayName("goes to the builder's method of the same name")
    void all() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("plugins", "a,b");
        properties.put("bundles", "c");
        properties.put("eager", "e");
        properties.put("background", "f");
        properties.put("lazy", "g");
        properties.put("disabled", "h");
        properties.put("refused.i", "no");
        properties.put("order", "j,*");
        properties.put("configuration.[k.l].a", "1");
        properties.put("watch", "true");
        properties.put("watch-settle", "1s");
        properties.put("import-threads", "2");
        properties.put("open-files", "3");
        properties.put("import-timeout", "4s");
        properties.put("slow-import-warning", "5s");
        properties.put("stop-timeout", "6s");
        properties.put("collection-timeout", "7s");
        properties.put("close-timeout", "8s");
        properties.put("blocking-policy", "warn");
        properties.put("version-policy", "allow");
        properties.put("data-directory", "d");
        properties.put("index.directory", "x");
        properties.put("native-access", "n");

        assertThat(calls(properties))
                .containsExactlyInAnyOrder(
                        "plugins [a, b]",
                        "bundle [c]",
                        "eager [e]",
                        "background [f]",
                        "lazy [g]",
                        "disabled [h]",
                        "refused i no",
                        "order [j, *]",
                        "configuration {a=1}",
                        "watch",
                        "watch PT1S",
                        "importThreads 2",
                        "openFiles 3",
                        "importTimeout PT4S",
                        "slowImportWarning PT5S",
                        "stopTimeout PT6S",
                        "collectionTimeout PT7S",
                        "closeTimeout PT8S",
                        "blockingPolicy WARN",
                        "versionPolicy ALLOW",
                        "dataDirectory d",
                        "index x",
                        "nativeAccess [n]");
        assertThat(calls(Map.of("index.enabled", "false"))).contains("noIndex");
    }

    @Test
    @DisplayName("is left to the builder where nothing is set")
    void none() {
        assertThat(calls(Map.of()))
                .containsExactlyInAnyOrder(
                        "plugins [plugins]",
                        "bundle []",
                        "eager []",
                        "background []",
                        "lazy []",
                        "disabled []",
                        "nativeAccess []");
    }

    @Test
    @DisplayName(
            "is of one host, so a plugin does not know its context among several of hosts that are the applications' own")
    void severalContexts() {
        Module plugin = BuilderCallsTest.class.getModule();
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(PluginHostAutoConfiguration.class))
                .withPropertyValues("pluginhost.index.enabled=false");

        assertThatThrownBy(() -> ApplicationLink.from(plugin, "acme.one"))
                .hasMessageContaining("There is no application context, wanted by plugin acme.one");
        runner.run(one -> {
            assertThat(ApplicationLink.from(plugin, "acme.one")).isSameAs(one.getSourceApplicationContext());
            runner.run(two -> assertThatThrownBy(() -> ApplicationLink.from(plugin, "acme.one"))
                    .hasMessageContaining("There are 2 application contexts"));
        });
    }
}
