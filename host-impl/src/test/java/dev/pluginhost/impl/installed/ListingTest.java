package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.StartReport;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is installed")
class ListingTest extends HostFixture {

    @Test
    @DisplayName("lists an artifact that cannot be read, with the reason")
    void unreadable() throws Exception {
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        PluginInfo broken = info(host(), "broken.jar");
        assertEquals(PluginState.UNREADABLE, broken.state());
        assertEquals(plugins.resolve("broken.jar"), broken.location());
        assertTrue(broken.failure().orElseThrow().message().contains("is not a jar"), broken::toString);
    }

    @Test
    @DisplayName("lists a plugin that is there twice, with the reason")
    void ambiguous() {
        PluginSource.plugin("acme.a").jar(plugins, "one.jar");
        PluginSource.plugin("acme.a").jar(plugins, "two.jar");
        PluginInfo twice = info(host(), "acme.a");
        assertEquals(PluginState.AMBIGUOUS, twice.state());
        assertTrue(twice.failure().orElseThrow().message().contains("two.jar"), twice::toString);
    }

    @Test
    @DisplayName("says which services of an imported plugin could not be made")
    void serviceLeftOut() {
        install(plugin("acme.a")
                .declares("provides java.lang.Runnable with acme.a.Task;")
                .source("acme.a.Task", """
                        public class Task implements Runnable {
                            public Task() { throw new IllegalStateException("no table"); }
                            public void run() {}
                        }
                        """));
        PluginHost host = host();
        host.importModule("acme.a");
        PluginInfo info = info(host, "acme.a");
        assertEquals(PluginState.IMPORTED, info.state());
        String message = info.failure().orElseThrow().message();
        assertTrue(message.contains("java.lang.Runnable") && message.contains("no table"), message);
    }

    @Test
    @DisplayName("is summed up by the start: errors, warnings and notes apart, and how many plugins are lazy")
    void summary() throws Exception {
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        PluginSource.plugin("acme.a").version("1").jar(plugins);
        PluginSource.plugin("acme.a").version("2").jar(plugins);
        StartReport report = host().start();
        assertEquals(1, report.lazy());
        assertEquals(1, report.count(Problem.Severity.ERROR));
        assertEquals(0, report.count(Problem.Severity.WARNING));
        assertEquals(1, report.count(Problem.Severity.NOTE));
        assertTrue(report.toString().endsWith("1 lazy; 1 errors, 0 warnings, 1 notes"), report::toString);
    }

    @Test
    @DisplayName("is reported by check if it has a package that the application has too")
    void splitPackages() {
        PluginSource.automatic("acme.a")
                .resource("dev/pluginhost/Mine.class", new byte[0])
                .jar(plugins);
        List<Problem> problems = host().check();
        assertEquals(
                List.of(Reason.SPLIT_PACKAGE),
                problems.stream().map(Problem::reason).toList());
    }

    @Test
    @DisplayName("is imported in the background only if it can be")
    void background() {
        Path radar = PluginSource.module("acme.radar").jar(plugins.resolve("elsewhere.d/x"));
        install(plugin("acme.bad").requires("acme.radar").compiledAgainst(radar).background());
        install(plugin("acme.good").background());
        assertEquals(List.of("acme.good"), host().start().background());
    }

    @Test
    @DisplayName("gives services to import by the names of the plugins, in whatever order these were imported")
    void order() {
        for (String name : List.of("acme.b", "acme.a", "acme.c")) {
            install(PluginSource.module(name)
                    .declares("provides java.util.function.Supplier with " + name + ".Second, " + name + ".First;")
                    .source(name + ".First", provider("First", name))
                    .source(name + ".Second", provider("Second", name)));
        }
        PluginHost host = host();
        host.importModule("acme.c");
        host.importModule("acme.a");
        host.importModule("acme.b");
        List<String> expected = List.of(
                "acme.a Second", "acme.a First", "acme.b Second", "acme.b First", "acme.c Second", "acme.c First");
        assertEquals(expected, words(get(host.importServices(Supplier.class))));
        get(host.unload("acme.a"));
        assertEquals(expected, words(get(host.importServices(Supplier.class))));
    }

    private static String provider(String type, String plugin) {
        return "public class " + type
                + " implements java.util.function.Supplier<String> { public String get() { return \"" + plugin + " "
                + type + "\"; } }";
    }

    private static List<String> words(List<?> suppliers) {
        return suppliers.stream()
                .map(supplier -> String.valueOf(((Supplier<?>) supplier).get()))
                .toList();
    }

    @Test
    @DisplayName("has absolute locations, though its sources were given as relative paths")
    void absolute() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Path target = here.resolve("target");
        Path directory = Files.createTempDirectory(Files.createDirectories(target), "relative");
        try {
            Path broken = Files.writeString(directory.resolve("broken.jar"), "no jar");
            try (PluginHost host = Hosts.builder()
                    .plugins(here.relativize(directory))
                    .noIndex()
                    .build()) {
                Problem problem = host.start().problems().get(0);
                assertEquals(broken, problem.location().orElseThrow());
                assertTrue(problem.message().contains(broken.toString()), problem::message);
                assertEquals(broken, info(host, "broken.jar").location());
            } finally {
                Files.delete(broken);
            }
        } finally {
            Files.delete(directory);
        }
    }
}
