package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

    private static final String RUNNER = """
            package acme;

            import java.io.PrintWriter;
            import java.util.stream.Stream;
            import org.junit.platform.engine.discovery.DiscoverySelectors;
            import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
            import org.junit.platform.launcher.core.LauncherFactory;
            import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

            public class Runner {
                public static void main(String[] classes) {
                    SummaryGeneratingListener summary = new SummaryGeneratingListener();
                    LauncherFactory.create().execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(Stream.of(classes).map(DiscoverySelectors::selectClass).toList())
                                    .build(),
                            summary);
                    summary.getSummary().printFailuresTo(new PrintWriter(System.out, true));
                    System.out.println(summary.getSummary().getTestsSucceededCount() + " passed");
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
        workshop.build(plugins); // for the test of a host
        Map<String, String> plugin = new LinkedHashMap<>();
        Map<String, String> tests = new LinkedHashMap<>();
        page.files().forEach((path, text) -> {
            int slash = path.indexOf('/');
            (path.startsWith("test/") ? tests : plugin).put(path.substring(slash + 1), text);
        });
        List<String> classes = tests.keySet().stream()
                .map(path -> path.replace(".java", "").replace('/', '.'))
                .toList();
        tests.put("acme/Runner.java", RUNNER);
        String libraries = Run.path(
                Run.path(
                        Artifacts.HOST_API,
                        Artifacts.HOST_MODULES,
                        Artifacts.HOST_IMPL,
                        Artifacts.TESTKIT_LEAKS,
                        Artifacts.JUNIT),
                System.getProperty("pluginhost.junit-runner", ""),
                Run.path(Stream.of(Test.class, AssertionFailedError.class, JUnitException.class, PluginSource.class)
                        .map(TestPageTest::jar)
                        .toArray(Path[]::new)));
        Path project = directory.resolve("project");
        Path main = Application.compile(
                project.resolve("target/classes"), List.of("-p", String.valueOf(workshop.lib())), plugin);
        Path test = Application.compile(project.resolve("target/test-classes"), List.of("-cp", libraries), tests);
        try {
            Files.writeString(
                    project.resolve("pom.xml"),
                    "<project><groupId>acme</groupId><artifactId>weather</artifactId><version>1</version></project>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }

        List<Object> command =
                new ArrayList<>(List.of("--class-path", Run.path(Run.path(main, test), libraries), "acme.Runner"));
        command.addAll(classes);
        String out = Run.in(directory, Run.JAVA, command.toArray()).finished(page.toString());

        assertEquals("5 passed", out);
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
