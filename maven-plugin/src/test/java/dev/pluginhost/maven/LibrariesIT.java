package dev.pluginhost.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.Problem;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Uses the plugins that the build of {@code src/it/libraries} has bundled. */
@Tag("slow")
@DisplayName("A plugin with a published library, bundled by Maven,")
class LibrariesIT {

    private static final BuiltProject BUILD = new BuiltProject("libraries");

    private static final Map<String, String> EXPECTED = new TreeMap<>(Map.of(
            "bouncycastle", "CN=roof",
            "gson", "{\"place\":\"roof\",\"degrees\":17}",
            "guava", "{a=[1, 2]}",
            "h2", "26",
            "jackson", "{\"place\":\"roof\",\"degrees\":18}",
            "log4j", "org.apache.logging.log4j.core.LoggerContext",
            "lucene", "1 document",
            "netty", "17 degrees",
            "sqlite", "26",
            "validator", "must not be null"));

    @TestFactory
    @DisplayName("works in a host, and is found in order by its check:")
    Stream<DynamicTest> libraries() {
        return EXPECTED.entrySet().stream()
                .map(library -> DynamicTest.dynamicTest(
                        library.getKey(), () -> use("acme." + library.getKey(), library.getValue())));
    }

    private static void use(String plugin, String expected) throws Exception {
        String directory = plugin.substring("acme.".length());
        BuiltProject.use(
                java.util.List.of(), java.util.List.of(BUILD.bundle(directory + "/target")), (host, loader) -> {
                    for (Problem problem : host.check()) {
                        assertEquals(Problem.Severity.NOTE, problem.severity(), problem::message);
                    }
                    Callable<?> use =
                            host.importModule(plugin).services(Callable.class).get(0);
                    assertEquals(expected, use.call());
                });
    }
}
