package dev.pluginhost.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.Damage;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Plugins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Of twelve plugins, one command finds the one that")
class ScenarioTest {

    @TempDir
    static Path directory;

    private static Path lib = Path.of("");
    private static Path plugins = lib;

    @BeforeAll
    static void makeTwelvePlugins() {
        lib = directory.resolve("lib");
        plugins = directory.resolve("plugins");
        Path newApi = api("1.4.0", "String greet(); default String wave() { return \"\"; }")
                .jar(directory.resolve("built-against"));
        api("1.3.0", "String greet();").jar(lib);
        Path lost = PluginSource.module("acme.maps").jar(directory.resolve("elsewhere"));
        List<PluginSource> fine = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            fine.add(PluginSource.plugin("acme.fine" + i));
        }
        Plugins.jars(plugins, fine);
        Damage.truncate(PluginSource.plugin("acme.broken").jar(plugins));
        PluginSource.plugin("acme.slow").onStart("Thread.sleep(1_000);").jar(plugins);
        PluginSource.plugin("acme.lost")
                .requires("acme.maps")
                .compiledAgainst(lost)
                .jar(plugins);
        PluginSource.module("acme.waving")
                .requires("acme.api")
                .declares("provides acme.api.Greeter with acme.waving.Waving;")
                .source("package acme.waving; public class Waving implements acme.api.Greeter {"
                        + " public String greet() { return wave(); } }")
                .compiledAgainst(newApi)
                .jar(plugins);
    }

    private static PluginSource api(String version, String methods) {
        return PluginSource.module("acme.api")
                .version(version)
                .exports("acme.api")
                .source("package acme.api; public interface Greeter { " + methods + " }");
    }

    @Test
    @DisplayName("is broken: list")
    void broken() {
        Cli cli = Cli.run("list", plugins, "--app", lib.resolve("*"));

        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(
                cli.out().lines().anyMatch(line -> line.startsWith("acme.broken.jar ") && line.contains("unreadable")),
                cli::toString);
        assertTrue(cli.out().contains("12 plugins; 3 cannot be imported"), cli::toString);
    }

    @Test
    @DisplayName("requires what is not there: check")
    void missing() {
        Cli cli = Cli.run("check", plugins, "--app", lib.resolve("*"));

        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(
                cli.out().contains("ERROR MISSING: Module acme.maps not found, required by acme.lost"), cli::toString);
        assertTrue(cli.out().endsWith("12 plugins: 3 errors, 0 warnings, 0 notes\n"), cli::toString);
    }

    @Test
    @DisplayName("is slow: import")
    void slow() {
        Cli cli = Cli.run("import", plugins, "--all", "--slow", "900", "--app", lib.resolve("*"));

        assertEquals(1, cli.exit(), cli::toString);
        List<Double> times = cli.out()
                .lines()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(line ->
                        Double.valueOf(line.substring(line.lastIndexOf(' ') + 1).replace(",", "")))
                .toList();
        assertEquals(9, times.size(), cli::toString);
        assertEquals(times.stream().sorted(Comparator.reverseOrder()).toList(), times, "the slowest first");
        assertTrue(cli.out().contains("\nacme.slow is slow: "), cli::toString);
        assertTrue(cli.out().contains("9 of 12 plugins imported"), cli::toString);
    }

    @Test
    @DisplayName("the application asks for by a wrong name: import")
    void notFound() {
        String message = Cli.run("import", plugins, "acme.fin1", "--app", lib.resolve("*"))
                .usage();

        assertTrue(message.contains("acme.fine1"), message);
    }

    @Test
    @DisplayName("was compiled against the wrong API: check by its version, verify by what it calls")
    void wrongApi() {
        Cli check = Cli.run("check", plugins, "--app", lib.resolve("*"));
        Cli verify = Cli.run("verify", plugins, "--app", lib.resolve("*"), "--plugin", "acme.waving");

        assertTrue(check.out().contains("ERROR VERSION: "), check::toString);
        assertTrue(check.out().contains("acme.waving"), check::toString);
        assertEquals(1, verify.exit(), verify::toString);
        assertTrue(verify.out().startsWith("acme.waving\n  missing method: 1\n"), verify::toString);
    }
}
