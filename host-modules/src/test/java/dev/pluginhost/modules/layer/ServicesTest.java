package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesTest {

    private static final String IMPLEMENTATION = " implements java.util.spi.ToolProvider {"
            + " public String name() { return getClass().getName(); }"
            + " public int run(java.io.PrintWriter o, java.io.PrintWriter e, String... a) { return 0; } }";

    @TempDir
    Path directory;

    private final Layers layers = new Layers();

    @AfterEach
    void close() throws IOException {
        layers.close();
    }

    /** The host's module uses no service of the tests. */
    @BeforeAll
    static void useTools() {
        ServicesTest.class.getModule().addUses(ToolProvider.class);
    }

    /** In the plugin's module; in a library's services file; and in a library's declaration alone. */
    private PluginLayer withProviders() throws IOException {
        PluginSource plugin = PluginSource.module("acme.x")
                .declares("provides java.util.spi.ToolProvider with acme.x.Declared")
                .source("acme.x.Declared", "public class Declared" + IMPLEMENTATION);
        PluginSource automatic = PluginSource.automatic("acme.auto")
                .automaticModuleName("acme.auto")
                .source("acme.auto.Listed", "public class Listed" + IMPLEMENTATION)
                .service("java.util.spi.ToolProvider", "acme.auto.Listed");
        PluginSource library = PluginSource.module("acme.lib")
                .declares("provides java.util.spi.ToolProvider with acme.lib.Hidden")
                .source("acme.lib.Hidden", "public class Hidden" + IMPLEMENTATION);
        return layers.define(Layers.bundle(Bundle.of(plugin, automatic, library).in(directory, "x"), "acme.x"));
    }

    private static List<String> ofAcme(ServiceLoader<ToolProvider> loader) {
        return loader.stream()
                .map(provider -> provider.get().name())
                .filter(name -> name.startsWith("acme."))
                .sorted()
                .toList();
    }

    @Test
    @DisplayName("The providers of the plugin are found in the layer")
    void ofThePlugin() throws IOException {
        PluginLayer layer = withProviders();

        assertEquals(List.of("acme.x.Declared"), ofAcme(ServiceLoader.load(layer.layer(), ToolProvider.class)));
    }

    @Test
    @DisplayName("Those of the libraries are found through the loader listed or declared")
    void ofTheLibraries() throws IOException {
        PluginLayer layer = withProviders();

        assertEquals(
                List.of("acme.auto.Listed", "acme.lib.Hidden", "acme.x.Declared"),
                ofAcme(ServiceLoader.load(ToolProvider.class, layer.loader())));
    }

    @Test
    @DisplayName("A plugin finds a service of its own bundle")
    void ofItsBundle() throws Exception {
        PluginSource plugin = PluginSource.module("acme.x")
                .declares("exports acme.x; uses java.util.function.Supplier")
                .source(
                        "acme.x.Main",
                        "public class Main { public static String find() {"
                                + " return (String) java.util.ServiceLoader.load(java.util.function.Supplier.class)"
                                + ".iterator().next().get(); } }");
        PluginSource provider = PluginSource.module("acme.provider")
                .declares("provides java.util.function.Supplier with acme.provider.Impl")
                .source(
                        "acme.provider.Impl",
                        "public class Impl implements java.util.function.Supplier<String> {"
                                + " public String get() { return \"found\"; } }");
        PluginLayer layer =
                layers.define(Layers.bundle(Bundle.of(plugin, provider).in(directory, "x"), "acme.x"));

        assertEquals("found", inContextOf(layer, () -> {
            try {
                return Layers.call(layer, "acme.x.Main", "find");
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    private static Object inContextOf(PluginLayer layer, Supplier<Object> action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(layer.loader());
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
