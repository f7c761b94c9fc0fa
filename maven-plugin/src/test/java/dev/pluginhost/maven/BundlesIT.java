package dev.pluginhost.maven;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import java.io.File;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the build of {@code src/it/bundles} has made. */
@DisplayName("A build with plugins")
class BundlesIT {

    private static final BuiltProject BUILD = new BuiltProject("bundles");

    @Test
    @DisplayName("makes a bundle of the plugin and its libraries, without what the API brings and what is excluded")
    void bundle() throws Exception {
        List<String> entries = BuiltProject.entries(BUILD.bundle("ledger/target"));

        assertEquals("acme.ledger-1.0/", entries.get(0));
        assertEquals(4, entries.size(), entries::toString);
        assertTrue(entries.get(1).matches("acme.ledger-1.0/gson-[0-9.]+\\.jar"), entries::toString);
        assertEquals("acme.ledger-1.0/ledger-1.0.jar", entries.get(2));
        assertEquals("acme.ledger-1.0/text-1.0.jar", entries.get(3));
    }

    @Test
    @DisplayName("leaves out what the application is said to have beside its API, and names the jar after the plugin")
    void named() throws Exception {
        List<String> entries = BuiltProject.entries(BUILD.bundle("clock/target"));

        assertEquals("acme.clock-1.0/acme.clock-1.0.jar", entries.get(1));
        assertTrue(entries.stream().noneMatch(entry -> entry.contains("text")), entries::toString);
        assertTrue(
                BUILD.log().contains("leaves out dev.pluginhost.it:text:1.0 (dev.pluginhost.it:text:1.0 brings it)"));
    }

    @Test
    @DisplayName("says what it takes, what it leaves out, and why")
    void says() throws Exception {
        String log = BUILD.log();

        assertTrue(log.contains("takes dev.pluginhost.it:text:1.0 (scope compile)"), log);
        assertTrue(log.matches("(?s).*takes com.google.code.gson:gson:\\S+ \\(scope runtime\\).*"), log);
        assertTrue(
                log.matches("(?s).*leaves out org.slf4j:slf4j-api:\\S+ \\(dev.pluginhost.it:api:1.0 brings it\\).*"),
                log);
        assertTrue(log.contains("leaves out dev.pluginhost.it:api:1.0 (scope provided)"), log);
        assertTrue(
                log.matches("(?s).*leaves out com.google.errorprone:error_prone_annotations:\\S+"
                        + " \\(excluded in the configuration of the Maven plugin\\).*"),
                log);
        assertTrue(
                log.matches("(?s).*takes com.google.errorprone:error_prone_annotations:\\S+"
                        + " \\(needed by com.google.code.gson:gson:\\S+\\).*"),
                log);
    }

    @Test
    @DisplayName("makes the same bytes with Maven 3.8 and 3.9")
    void otherMaven() throws Exception {
        for (String plugin : List.of("ledger", "clock")) {
            assertArrayEquals(
                    Files.readAllBytes(BUILD.bundle(plugin + "/target")),
                    Files.readAllBytes(BUILD.bundle(plugin + "/other")));
        }
        List<String> versions = BUILD.log()
                .lines()
                .filter(line -> line.contains("Apache Maven "))
                .map(line -> line.replaceFirst(".*Apache Maven (\\d+\\.\\d+).*", "$1"))
                .distinct()
                .toList();
        assertEquals(2, versions.size(), versions::toString);
    }

    @Test
    @DisplayName("makes bundles that a host imports, with and without a module declaration")
    void imported() throws Exception {
        List<Path> bundles = List.of(BUILD.bundle("ledger/target"), BUILD.bundle("clock/target"));
        BuiltProject.use(application(), bundles, (host, loader) -> {
            assertEquals(List.of(), problems(host));
            assertEquals(
                    List.of("Gson in acme.clock", "TOTAL ROOT 17"),
                    texts(host, loader, List.of("acme.clock", "acme.ledger")));
        });
    }

    @Test
    @DisplayName("tells a host where the plugin and its libraries are during development, as soon as it is compiled")
    void development() throws Exception {
        Path file = BUILD.resolve("ledger/target/pluginhost/development.properties");
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        List<Path> parts = Stream.of(properties.getProperty("acme.ledger").split(File.pathSeparator))
                .map(Path::of)
                .toList();

        assertEquals(List.of("acme.ledger"), List.copyOf(properties.stringPropertyNames()));
        assertEquals(BUILD.resolve("ledger/target/classes"), parts.get(0));
        assertEquals("text-1.0.jar", parts.get(1).getFileName().toString());
        assertFalse(Files.isDirectory(parts.get(1)), "a library is no part of the plugin's module");
        assertEquals(3, parts.size(), parts::toString);
    }

    /** What plugins tell, whose interface only the application's loader knows. */
    private static List<String> texts(PluginHost host, ClassLoader loader, List<String> plugins) throws Exception {
        Class<?> report = loader.loadClass("acme.api.Report");
        Class<?> log = loader.loadClass("org.slf4j.Logger");
        Object root = loader.loadClass("org.slf4j.LoggerFactory")
                .getMethod("getLogger", String.class)
                .invoke(null, "test");
        List<String> texts = new ArrayList<>();
        for (String plugin : plugins) {
            for (Object service : host.importModule(plugin).services(report)) {
                texts.add((String) report.getMethod("text", log).invoke(service, root));
            }
        }
        return texts;
    }

    private static List<Path> application() throws Exception {
        List<Path> path = new ArrayList<>(List.of(BUILD.resolve("api/target/api-1.0.jar")));
        try (Stream<Path> files =
                Files.walk(Path.of(System.getProperty("pluginhost.repository"), "org/slf4j/slf4j-api"))) {
            path.add(files.filter(file -> file.toString().endsWith(System.getProperty("slf4j.version") + ".jar"))
                    .findFirst()
                    .orElseThrow());
        }
        return path;
    }

    private static List<String> problems(PluginHost host) {
        return host.check().stream()
                .filter(problem -> problem.severity() != Problem.Severity.NOTE)
                .map(Problem::message)
                .toList();
    }
}
