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
    void modules_of_one_batch_require_each_other_in_any_order() {
        List<Path> jars = Plugins.jars(directory, weather, core);

        assertEquals(
                List.of("acme.weather-7.jar", "acme.core-1.2.0.jar"),
                jars.stream().map(jar -> jar.getFileName().toString()).toList());
    }

    @Test
    void each_module_of_a_batch_has_its_own_version_and_knows_those_of_the_others() {
        Plugins.jars(directory, weather, core);

        var descriptor = Layers.describe("acme.weather", directory);

        assertEquals("acme.weather@7", descriptor.toNameAndVersion());
        assertTrue(
                descriptor.requires().toString().contains("acme.core (@1.2.0)"),
                descriptor.requires().toString());
    }

    @Test
    void a_module_is_the_same_in_a_batch_as_alone() throws Exception {
        byte[] alone = core.bytes();

        List<Path> jars = Plugins.jars(directory, weather, core);

        assertArrayEquals(alone, Files.readAllBytes(jars.get(1)));
    }

    @Test
    void a_module_of_a_batch_can_require_a_plain_jar_of_it() {
        PluginSource user = PluginSource.module("acme.user")
                .requires("legacy")
                .source("acme.user.User", "class User extends old.Thing {}");

        List<Path> jars = Plugins.jars(
                directory, user, PluginSource.automatic("legacy").source("old.Thing", "public class Thing {}"));

        assertEquals(2, jars.size());
    }

    @Test
    void multi_release_classes_of_a_batch_see_the_rest_of_it() {
        PluginSource multi =
                weather.multiRelease(9, "acme.weather.Weather", "class Weather extends acme.core.Core { int nine; }");

        assertEquals(2, Plugins.jars(directory, multi, core).size());
    }

    @Test
    void two_modules_of_one_name_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> Plugins.jars(directory, core, core.version("2")));
    }

    @Test
    void a_compile_error_in_a_batch_names_the_module_and_shows_only_its_source() {
        PluginSource bad = PluginSource.module("acme.bad").source("acme.bad.Bad", "class Bad extends Nothing {}");

        CompilationFailure failure =
                assertThrows(CompilationFailure.class, () -> Plugins.jars(directory, core, bad, weather));

        assertTrue(failure.getMessage().contains("acme.bad/acme/bad/Bad.java:1"), failure.getMessage());
        assertFalse(failure.getMessage().contains("class Core"), failure.getMessage());
    }

    @Test
    void a_bundle_is_a_directory_with_the_plugin_and_its_libraries() throws Exception {
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
    void a_bundles_plugin_is_compiled_against_library_jars_given_as_files() {
        Path library = core.jar(directory.resolve("elsewhere"));

        Path bundle = Bundle.of(weather).with(library).in(directory, "acme.weather-1.0");

        assertEquals(2, ModuleFinder.of(bundle).findAll().size());
    }

    @Test
    void a_random_graph_is_the_same_for_the_same_seed() {
        assertEquals(edges(PluginGraph.random(1, 50, 3)), edges(PluginGraph.random(1, 50, 3)));
        assertNotEquals(edges(PluginGraph.random(1, 50, 3)), edges(PluginGraph.random(2, 50, 3)));
    }

    @Test
    void a_plugin_of_a_random_graph_requires_a_few_of_those_before_it() {
        PluginGraph graph = PluginGraph.random(7, 100, 3);

        for (int i = 0; i < 100; i++) {
            Set<String> required = graph.requiredBy(graph.names().get(i));
            assertTrue(required.size() <= 3);
            assertTrue(graph.names().subList(0, i).containsAll(required));
        }
    }

    @Test
    void the_closure_of_a_plugin_is_all_that_is_imported_with_it() {
        PluginGraph graph = PluginGraph.of(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of(), "d", Set.of("a")));

        assertEquals(Set.of("a", "b", "c"), graph.closureOf("a"));
    }

    @Test
    void every_plugin_of_a_graph_is_changed_before_it_is_made() {
        PluginGraph graph =
                PluginGraph.random(7, 3, 1).each(plugin -> plugin.version("1")).each(PluginSource::eager);

        assertEquals("1", graph.sources().get(2).version().orElseThrow());
    }

    private static List<Set<String>> edges(PluginGraph graph) {
        return graph.names().stream().map(graph::requiredBy).toList();
    }
}
