package dev.pluginhost.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.pluginhost.testkit.PluginSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The executable jar")
class ExecutableIT {

    @TempDir
    Path directory;

    @Test
    @DisplayName("runs a command as java -jar does, without colours where there is no terminal")
    void list() throws Exception {
        Path plugins = directory.resolve("plugins");
        PluginSource.plugin("acme.core").version("1.2").requires("java.sql").jar(plugins);

        Cli cli = run("list", plugins.toString(), "--json");

        assertEquals("", cli.err(), cli::toString);
        assertEquals(0, cli.exit(), cli::toString);
        assertEquals(
                "acme.core",
                JsonParser.parseString(cli.out())
                        .getAsJsonObject()
                        .getAsJsonArray("plugins")
                        .get(0)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString());
        Cli help = run("help", "list");
        assertEquals(0, help.exit(), help::toString);
        assertTrue(help.out().startsWith("Lists what is installed"), help::toString);
        Cli wrong = run("lst");
        assertEquals(2, wrong.exit(), wrong::toString);
        assertEquals("There is no command lst; did you mean list?\n", wrong.err());
    }

    private Cli run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("pluginhost.jar")));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(120, SECONDS), "It does not end");
        } finally {
            process.destroyForcibly();
        }
        return new Cli(process.exitValue(), text(out), text(err));
    }

    private static String text(Path file) throws Exception {
        return Files.readString(file, StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
