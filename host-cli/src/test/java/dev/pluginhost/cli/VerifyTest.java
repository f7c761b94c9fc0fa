package dev.pluginhost.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.pluginhost.testkit.Damage;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The command verify")
class VerifyTest {

    @TempDir
    Path directory;

    private Path lib;
    private Path plugins;
    private Path calling;

    @BeforeEach
    void makePlugins() {
        lib = directory.resolve("lib");
        plugins = directory.resolve("plugins");
        // Without versions, which would have the host refuse it.
        Path newApi = api("public static void greet() {} public static void wave() {}")
                .jar(directory.resolve("built-against"));
        Path oldApi = api("public static void greet() {}").jar(lib);
        calling = PluginSource.plugin("acme.calling")
                .requires("acme.api")
                .onStart("acme.api.Greeter.greet(); acme.api.Greeter.wave();")
                .compiledAgainst(newApi)
                .jar(plugins);
        PluginSource.plugin("acme.fine")
                .requires("acme.api")
                .onStart("acme.api.Greeter.greet();")
                .compiledAgainst(oldApi)
                .jar(plugins);
    }

    private static PluginSource api(String methods) {
        return PluginSource.module("acme.api")
                .exports("acme.api")
                .source("package acme.api; public class Greeter { " + methods + " }");
    }

    @Test
    @DisplayName("groups what is missing by plugin and cause, with the places that need it")
    void text() {
        Cli cli = Cli.run("verify", plugins, "--app", lib.resolve("*"));

        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(cli.out().startsWith("acme.calling\n  missing method: 1\n    ERROR "), cli::toString);
        assertTrue(cli.out().contains("wave"), cli::toString);
        assertTrue(
                cli.out().contains("        at acme.calling.Main.start (line 10) in acme.calling.jar\n"),
                cli::toString);
        assertTrue(cli.out().endsWith("2 plugins verified: 1 error, 0 warnings, 0 notes\n"), cli::toString);
    }

    @Test
    @DisplayName("prints the same as JSON")
    void json() {
        JsonObject finding = Cli.run("verify", plugins, "--app", lib.resolve("*"), "--json")
                .json()
                .getAsJsonArray("findings")
                .get(0)
                .getAsJsonObject();

        assertEquals("acme.calling", finding.get("plugin").getAsString());
        assertEquals("MISSING_METHOD", finding.get("cause").getAsString());
        JsonObject use = finding.getAsJsonArray("uses").get(0).getAsJsonObject();
        assertEquals("acme.calling.Main", use.get("class").getAsString());
        assertEquals("start", use.get("method").getAsString());
    }

    @Test
    @DisplayName("verifies one file, or one plugin by its name")
    void one() {
        Path fine = plugins.resolve("acme.fine.jar");

        assertEquals(
                "1 plugin verified: 0 errors, 0 warnings, 0 notes\n",
                Cli.run("verify", fine, "--app", lib.resolve("*")).well());
        assertEquals(1, Cli.run("verify", calling, "--app", lib.resolve("*")).exit());
        Cli.run("verify", plugins, "--plugin", "acme.fine", "--app", lib.resolve("*"))
                .well();
    }

    @Test
    @DisplayName("verifies a file and a directory, each plugin once")
    void mixed() {
        Path more = directory.resolve("more");
        PluginSource.plugin("acme.more").jar(more);

        Cli cli = Cli.run("verify", calling, more, more, "--app", lib.resolve("*"), "--json");

        assertEquals(1, cli.exit(), cli::toString);
        assertEquals(
                "[\"acme.more\",\"acme.calling\"]", cli.json().get("plugins").toString());
        assertEquals(1, cli.json().getAsJsonArray("findings").size());
    }

    @Test
    @DisplayName("says why a file cannot be read, as the host does")
    void unreadable() {
        Damage.truncate(PluginSource.plugin("acme.broken").jar(directory.resolve("broken")));

        Cli cli = Cli.run("verify", directory.resolve("broken"), "--json");

        assertEquals(1, cli.exit(), cli::toString);
        JsonObject finding = cli.json().getAsJsonArray("findings").get(0).getAsJsonObject();
        assertEquals("UNREADABLE", finding.get("cause").getAsString());
        assertTrue(
                finding.get("message").getAsString().contains("acme.broken.jar is broken: it is not a jar"),
                cli::toString);
    }

    @Test
    @DisplayName("finds class files that are too new for the application's Java")
    void java() {
        Cli cli = Cli.run("verify", plugins, "--plugin", "acme.fine", "--java", "11", "--app", lib.resolve("*"));

        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(cli.out().contains("  java version: 1\n"), cli::toString);
    }

    @Test
    @DisplayName("is typed wrong for a name that no plugin has")
    void name() {
        assertEquals(
                "No plugin is called acme.fin; did you mean acme.fine?",
                Cli.run("verify", plugins, "--plugin", "acme.fin").usage());
    }
}
