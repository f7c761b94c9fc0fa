package dev.pluginhost.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The command import")
class ImportTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("imports plugins and what they require, shows each stage, and unloads them")
    void imports() {
        Path plugins = directory.resolve("plugins");
        Path core = PluginSource.plugin("acme.core").version("1.2").jar(plugins);
        PluginSource.plugin("acme.weather")
                .requires("acme.core")
                .compiledAgainst(core)
                .jar(plugins);

        String out = Cli.run("import", plugins, "acme.weather").well();

        assertTrue(
                out.lines()
                        .anyMatch(line ->
                                line.matches("acme.core +1.2 +imported +pluginhost-import-\\d+( +[\\d.,]+){6}")),
                out);
        assertTrue(out.lines().anyMatch(line -> line.startsWith("acme.weather ")), out);
        assertTrue(out.endsWith("1 of 1 plugin imported, 2 of 2 collected after their unload\n"), out);
    }

    @Test
    @DisplayName("gives plugins the classes of the application and the host's API")
    void usesApplication() {
        Path lib = directory.resolve("lib");
        Path plugins = directory.resolve("plugins");
        Path api = PluginSource.module("acme.api")
                .exports("acme.api")
                .source("package acme.api; public interface Greeter { String greet(); }")
                .jar(lib);
        PluginSource.plugin("acme.hello")
                .requires("acme.api")
                .declares("provides acme.api.Greeter with acme.hello.Hello;")
                .source("package acme.hello; public class Hello implements acme.api.Greeter {"
                        + " public String greet() { return \"hello\"; } }")
                .onStart("if (!context.name().equals(\"acme.hello\")) throw new Error(new Hello().greet());")
                .compiledAgainst(api)
                .jar(plugins);

        Cli.run("import", plugins, "acme.hello", "--app", lib.resolve("*")).well();
    }

    @Test
    @DisplayName("exits with 1 and says why an import fails, with the stack only if it is wanted")
    void failed() {
        PluginSource.plugin("acme.thrower")
                .onStart("throw new IllegalStateException(\"no database\");")
                .jar(directory);
        PluginSource.plugin("acme.fine").jar(directory);

        Cli cli = Cli.run("import", directory, "--all");
        Cli verbose = Cli.run("import", directory, "--all", "--verbose");

        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(cli.out().contains("acme.thrower failed with START_FAILED: "), cli::toString);
        assertTrue(cli.out().contains("no database"), cli::toString);
        assertTrue(cli.out().contains("1 of 2 plugins imported, 1 of 1 collected"), cli::toString);
        assertEquals("", cli.err());
        assertTrue(verbose.err().contains("java.lang.IllegalStateException: no database"), verbose::toString);
        assertTrue(verbose.err().contains("acme.thrower.Main.start(Main.java"), verbose::toString);
    }

    @Test
    @DisplayName("exits with 1 and names what holds a plugin that is not collected")
    void held() {
        PluginSource.plugin("acme.leaky")
                .onStart(
                        "Thread left = new Thread(() -> { try { Thread.sleep(1L << 40); } catch (InterruptedException e) { } },"
                                + " \"left-behind\"); left.setDaemon(true); left.start();")
                .jar(directory);
        try {
            Cli cli = Cli.run("import", directory, "acme.leaky", "--json", "--collection", "1");

            assertEquals(1, cli.exit(), cli::toString);
            JsonObject unload = cli.json().getAsJsonArray("unloads").get(0).getAsJsonObject();
            assertEquals("acme.leaky", unload.get("name").getAsString());
            assertEquals("HELD", unload.get("collection").getAsString());
            JsonObject holder = unload.getAsJsonArray("holders").get(0).getAsJsonObject();
            assertEquals("THREAD", holder.get("kind").getAsString());
            assertTrue(holder.get("what").getAsString().contains("left-behind"), cli::toString);
            assertFalse(cli.json().get("well").getAsBoolean());
        } finally {
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("left-behind"))
                    .forEach(Thread::interrupt);
        }
    }

    @Test
    @DisplayName("exits with 1 if an import takes longer than it may, and says where the time went")
    void slow() {
        PluginSource.plugin("acme.slow").onStart("Thread.sleep(60);").jar(directory);

        Cli slow = Cli.run("import", directory, "acme.slow", "--slow", "50");
        Cli fine = Cli.run("import", directory, "acme.slow", "--slow", "60000");

        assertEquals(1, slow.exit(), slow::toString);
        assertTrue(
                slow.out()
                        .lines()
                        .anyMatch(line -> line.matches("acme.slow is slow: [\\d.,]+ ms, of which [a-z]+ [\\d.,]+")),
                slow::toString);
        fine.well();
    }

    @Test
    @DisplayName("names the slowest stage, the queue not counted")
    void slowest() {
        PluginInfo.Trace trace = new PluginInfo.Trace(
                "",
                Instant.EPOCH,
                "",
                Map.of(
                        ImportStage.QUEUE, Duration.ofMillis(90),
                        ImportStage.OPEN, Duration.ofMillis(3),
                        ImportStage.DEFINE, Duration.ofMillis(40),
                        ImportStage.START, Duration.ofMillis(5)));

        assertEquals("define 40.0", ImportRun.slowest(trace));
    }

    @Test
    @DisplayName("ends the import of a plugin that hangs")
    void timeout() {
        PluginSource.plugin("acme.hanging").onStart("Thread.sleep(1L << 40);").jar(directory);

        Cli cli = Cli.run("import", directory, "acme.hanging", "--timeout", "1");

        assertEquals(1, cli.exit(), cli::toString);
        assertTrue(cli.out().contains("acme.hanging failed with TIMEOUT: "), cli::toString);
    }

    @Test
    @DisplayName("was typed wrong if there is no such plugin, and names one of like name")
    void unknown() {
        PluginSource.plugin("acme.weather").jar(directory);

        assertEquals(
                "Plugin acme.wether is not installed; did you mean acme.weather?",
                Cli.run("import", directory, "acme.wether").usage());
    }

    @Test
    @DisplayName("runs no plugin if one of the names is wrong")
    void unknownBeside() {
        PluginSource.plugin("acme.core")
                .onStart("System.setProperty(\"acme.core.has.run\", \"\");")
                .jar(directory);

        String message =
                Cli.run("import", directory, "acme.core", "acme.wether").usage();

        assertEquals("Plugin acme.wether is not installed; see \"pluginhost list\"", message);
        assertNull(System.clearProperty("acme.core.has.run"));
    }

    @Test
    @DisplayName("needs a name or --all")
    void names() {
        assertEquals(
                "No name of a plugin is given; name plugins, or import all of them with --all",
                Cli.run("import", directory).usage());
        assertEquals(
                "No name of a plugin is given; put names before --app, which takes all that follows",
                Cli.run("import", directory, "--app", directory, "acme.core").usage());
        assertEquals(
                "Names are given beside --all; leave one of them out",
                Cli.run("import", directory, "acme.core", "--all").usage());
    }
}
