package dev.pluginhost.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyPluginsTest {

    @TempDir
    Path directory;

    private final PluginSource core = PluginSource.module("acme.core")
            .version("1.2.0")
            .exports("acme.core")
            .source("acme.core.Core", "public class Core {}");

    private final PluginSource weather = PluginSource.module("acme.weather")
            .version("7")
            .requires("acme.core")
            .source("acme.weather.Weather", "class Weather extends acme.core.Core {}");

    @Test
    @DisplayName("Modules of one batch require each other in any order")
    void anyOrder() {
        List<Path> jars = Plugins.jars(directory, weather, core);

        assertEquals(
                List.of("acme.weather-7.jar", "acme.core-1.2.0.jar"),
                jars.stream().map(jar -> jar.getFileName().toString()).toList());
    }

    @Test
    @DisplayName("Each module of a batch has its own version and knows those of the others")
    void versions() {
        Plugins.jars(directory, weather, core);

        var descriptor = Layers.describe("acme.weather", directory);

        assertEquals("acme.weather@7", descriptor.toNameAndVersion());
        assertTrue(
                descriptor.requires().toString().contains("acme.core (@1.2.0)"),
                descriptor.requires().toString());
    }

    @Test
    @DisplayName("A module is the same in a batch as alone")
    void sameAsAlone() throws Exception {
        byte[] alone = core.bytes();

        List<Path> jars = Plugins.jars(directory, weather, core);

        assertArrayEquals(alone, Files.readAllBytes(jars.get(1)));
    }

    @Test
    @DisplayName("A module of a batch can require a plain jar of it")
    void plainJar() {
        PluginSource user = PluginSource.module("acme.user")
                .requires("legacy")
                .source("acme.user.User", "class User extends old.Thing {}");

        List<Path> jars = Plugins.jars(
                directory, user, PluginSource.automatic("legacy").source("old.Thing", "public class Thing {}"));

        assertEquals(2, jars.size());
    }

    @Test
    @DisplayName("Multi-release classes of a batch see the rest of it")
    void multiRelease() {
        PluginSource multi =
                weather.multiRelease(9, "acme.weather.Weather", "class Weather extends acme.core.Core { int nine; }");

        assertEquals(2, Plugins.jars(directory, multi, core).size());
    }

    @Test
    @DisplayName("Two modules of one name are refused")
    void twice() {
        assertThrows(IllegalArgumentException.class, () -> Plugins.jars(directory, core, core.version("2")));
    }

    @Test
    @DisplayName("A compile error in a batch names the module and shows only its source")
    void compileError() {
        PluginSource bad = PluginSource.module("acme.bad").source("acme.bad.Bad", "class Bad extends Nothing {}");

        CompilationFailure failure =
                assertThrows(CompilationFailure.class, () -> Plugins.jars(directory, core, bad, weather));

        assertTrue(failure.getMessage().contains("acme.bad/acme/bad/Bad.java:1"), failure.getMessage());
        assertFalse(failure.getMessage().contains("class Core"), failure.getMessage());
    }

    @Test
    @DisplayName("A bundle is a directory with the plugin and its libraries")
    void bundle() throws Exception {
        Path elsewhere = PluginSource.automatic("old").jar(directory.resolve("elsewhere"));

        Path bundle = Bundle.of(weather, core).with(elsewhere).in(directory, "acme.weather-1.0");

        assertEquals(directory.resolve("acme.weather-1.0"), bundle);
        try (var jars = Files.list(bundle)) {
            assertEquals(
                    Set.of("acme.weather-7.jar", "acme.core-1.2.0.jar", "old.jar"),
                    Set.copyOf(jars.map(jar -> jar.getFileName().toString()).toList()));
        }
    }

    @Test
    @DisplayName("The plugin of a bundle is compiled against library jars that are given as files")
    void libraryJars() {
        Path library = core.jar(directory.resolve("elsewhere"));

        Path bundle = Bundle.of(weather).with(library).in(directory, "acme.weather-1.0");

        assertEquals(2, ModuleFinder.of(bundle).findAll().size());
    }

    @Test
    @DisplayName("A random graph is the same for the same seed")
    void sameSeed() {
        assertEquals(edges(PluginGraph.random(1, 50, 3)), edges(PluginGraph.random(1, 50, 3)));
        assertNotEquals(edges(PluginGraph.random(1, 50, 3)), edges(PluginGraph.random(2, 50, 3)));
    }

    @Test
    @DisplayName("A plugin of a random graph requires a few of those before it")
    void someBefore() {
        PluginGraph graph = PluginGraph.random(7, 100, 3);

        for (int i = 0; i < 100; i++) {
            Set<String> required = graph.requiredBy(graph.names().get(i));
            assertTrue(required.size() <= 3);
            assertTrue(graph.names().subList(0, i).containsAll(required));
        }
    }

    @Test
    @DisplayName("The closure of a plugin is all that is imported with it")
    void closure() {
        PluginGraph graph = PluginGraph.of(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of(), "d", Set.of("a")));

        assertEquals(Set.of("a", "b", "c"), graph.closureOf("a"));
    }

    @Test
    @DisplayName("Every plugin of a graph is changed before it is made")
    void changed() {
        PluginGraph graph =
                PluginGraph.random(7, 3, 1).each(plugin -> plugin.version("1")).each(PluginSource::eager);

        assertEquals("1", graph.sources().get(2).version().orElseThrow());
    }

    private static List<Set<String>> edges(PluginGraph graph) {
        return graph.names().stream().map(graph::requiredBy).toList();
    }
}
