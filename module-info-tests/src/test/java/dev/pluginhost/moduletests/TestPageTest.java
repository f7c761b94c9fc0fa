package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.testkit.PluginSource;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.JUnitException;
import org.opentest4j.AssertionFailedError;

/** Runs the tests that docs/how-to/test-a-plugin.md shows. */
@DisplayName("The page about testing plugins")
class TestPageTest {

    /** Runs all tests of two classes, instead of a launcher of JUnit. */
    private static final String RUNNER = """
            package acme;

            import java.lang.reflect.Constructor;
            import java.lang.reflect.Method;

            public class Runner {
                public static void main(String[] classes) throws Exception {
                    for (String name : classes) {
                        Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
                        constructor.setAccessible(true);
                        for (Method method : constructor.getDeclaringClass().getDeclaredMethods()) {
                            if (method.isAnnotationPresent(org.junit.jupiter.api.Test.class)) {
                                method.setAccessible(true);
                                method.invoke(constructor.newInstance());
                                System.out.println("passed");
                            }
                        }
                    }
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    @DisplayName("shows tests that pass")
    void testsPass() {
        Page page = Page.read("docs/how-to/test-a-plugin.md");
        Workshop workshop = new Workshop(directory);
        Map<String, String> plugins = new LinkedHashMap<>(page.files());
        plugins.keySet().removeIf(path -> path.startsWith("test/"));
        workshop.build(plugins);
        Map<String, String> tests = new LinkedHashMap<>();
        page.files().forEach((path, text) -> {
            if (path.startsWith("test/")) {
                tests.put(path.substring("test/".length()), text);
            }
        });
        tests.put("acme/Runner.java", RUNNER);
        String libraries =
                Run.path(Stream.of(Test.class, AssertionFailedError.class, JUnitException.class, PluginSource.class)
                        .map(TestPageTest::jar)
                        .toArray(Path[]::new));
        Path jar = workshop.buildPlain(
                "tests",
                tests,
                directory.resolve("test"),
                Run.path(libraries, Run.path(Artifacts.TESTKIT_LEAKS, Artifacts.HOST_API)));

        String out = Run.in(
                        directory,
                        Run.JAVA,
                        "--module-path",
                        workshop.lib(),
                        "--add-modules",
                        "dev.pluginhost.impl",
                        "--class-path",
                        Run.path(libraries, Run.path(Artifacts.TESTKIT_LEAKS, jar)),
                        "acme.Runner",
                        "acme.weather.WeatherPluginTest",
                        "acme.app.MissingPluginTest")
                .finished(page.toString());

        assertEquals("passed\n".repeat(4).strip(), out);
    }

    private static Path jar(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
