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
import org.junit.jupiter.api.io.TempDir;

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
    @DisplayName("lists each of two artifacts of one module, with its location and version, and the reason")
    void ambiguous() {
        Path one = PluginSource.plugin("acme.a").version("1.5").jar(plugins, "one.jar");
        Path two = PluginSource.plugin("acme.a").version("1.5").jar(plugins, "two.jar");
        List<PluginInfo> both = host().plugins();
        assertEquals(List.of(one, two), both.stream().map(PluginInfo::location).toList());
        for (PluginInfo each : both) {
            assertEquals("acme.a", each.name());
            assertEquals(PluginState.AMBIGUOUS, each.state());
            assertEquals("1.5", each.version().orElseThrow().toString());
            String message = each.failure().orElseThrow().message();
            assertTrue(message.contains("one.jar") && message.contains("two.jar"), message);
        }
    }

    @Test
    @DisplayName("lists a broken artifact beside a good one of the same module, which comes first and can be imported")
    void brokenBesideGood() throws Exception {
        Path broken = PluginSource.module("acme.a")
                .version("2")
                .requires("dev.pluginhost")
                .declares("provides dev.pluginhost.plugin.Plugin with acme.a.First;")
                .declares("provides dev.pluginhost.plugin.EagerPlugin with acme.a.Second;")
                .source("acme.a.First", "public class First implements dev.pluginhost.plugin.Plugin {" + START + "}")
                .source(
                        "acme.a.Second",
                        "public class Second implements dev.pluginhost.plugin.EagerPlugin {" + START + "}")
                .jar(plugins, "a-of-two-kinds.jar");
        Path good = PluginSource.plugin("acme.a").version("1").jar(plugins, "b.jar");
        PluginHost host = host();
        List<PluginInfo> both = host.plugins();
        assertEquals(
                List.of(good, broken), both.stream().map(PluginInfo::location).toList());
        assertEquals(
                List.of("acme.a", "acme.a"), both.stream().map(PluginInfo::name).toList());
        assertEquals(
                List.of(PluginState.INSTALLED, PluginState.UNREADABLE),
                both.stream().map(PluginInfo::state).toList());
        host.importModule("acme.a");
        assertEquals(PluginState.IMPORTED, info(host, "acme.a").state());
    }

    private static final String START = "public void start(dev.pluginhost.plugin.PluginContext context) {}";

    @Test
    @DisplayName("lists a bundle that does not say which of its modules is the plugin")
    void ambiguousBundle() {
        Path bundle = plugins.resolve("pair");
        PluginSource.module("acme.a").jar(bundle);
        PluginSource.module("acme.b").jar(bundle);
        PluginInfo pair = info(host(), "pair");
        assertEquals(PluginState.AMBIGUOUS, pair.state());
        assertEquals(bundle, pair.location());
    }

    @Test
    @DisplayName("lists a source that cannot be read, and not the plugins that nothing is known of")
    void unreadableSource() {
        install(plugin("acme.a"));
        Path missing = plugins.resolveSibling("missing-plugins");
        List<PluginInfo> all = host(builder -> builder.plugins(missing)).plugins();
        assertEquals(
                List.of("acme.a", "missing-plugins"),
                all.stream().map(PluginInfo::name).toList());
        PluginInfo source = all.get(1);
        assertEquals(PluginState.UNREADABLE, source.state());
        assertEquals(missing, source.location());
        assertEquals(Reason.SOURCE, source.failure().orElseThrow().reason());
    }

    @Test
    @DisplayName("lists a plugin that misses a module once, with that")
    void unresolvable(@TempDir Path elsewhere) {
        Path gone = plugin("acme.gone").jar(elsewhere);
        install(plugin("acme.a").requires("acme.gone").compiledAgainst(gone));
        PluginSource.plugin("acme.twice").jar(plugins, "one.jar");
        Path twice = PluginSource.plugin("acme.twice").jar(plugins, "two.jar");
        install(plugin("acme.b").requires("acme.twice").compiledAgainst(twice));
        List<PluginInfo> all = host().plugins();
        assertEquals(
                List.of("acme.a", "acme.b", "acme.twice", "acme.twice"),
                all.stream().map(PluginInfo::name).toList());
        assertEquals(PluginState.UNRESOLVABLE, all.get(0).state());
        assertEquals(PluginState.UNRESOLVABLE, all.get(1).state());
        assertTrue(all.get(1).failure().orElseThrow().message().contains("is ambiguous"), all::toString);
    }

    @Test
    @DisplayName("is in words on one line each")
    void words() {
        Path jar = install(plugin("acme.a").version("1.5"));
        PluginHost host = host();
        assertEquals(
                "acme.a 1.5, lazy, installed (" + jar + ")",
                info(host, "acme.a").toString());
        host.importModule("acme.a");
        String words = info(host, "acme.a").toString();
        assertTrue(words.matches("acme\\.a 1\\.5, lazy, imported in \\d+ ms \\(.*\\.jar\\)"), words);
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
        PluginSource.plugin("acme.b").jar(plugins);
        PluginSource.plugin("acme.c").jar(plugins);
        PluginSource.plugin("acme.d").jar(plugins);
        StartReport report = host(builder ->
                        builder.background("acme.b").disabled("acme.c").eager("acme.d"))
                .start();
        assertEquals(4, report.installed());
        assertEquals(1, report.lazy());
        assertEquals(1, report.refused());
        assertEquals(1, report.count(Problem.Severity.ERROR));
        assertEquals(0, report.count(Problem.Severity.WARNING));
        assertEquals(1, report.count(Problem.Severity.NOTE));
        assertTrue(
                report.toString()
                        .matches(
                                "Plugin host started in \\d+ ms: 4 plugins installed, 1 eager, 1 in the background, 1 lazy,"
                                        + " 1 refused; 1 error, 0 warnings, 1 note"),
                report::toString);
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
