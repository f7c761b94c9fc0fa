package acme.home;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/how-to/start-faster.md as they are there. */
@DisplayName("The page about faster starts")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are for a Unix shell")
class StartFasterIT {

    private static final Path PROJECT =
            Path.of(System.getProperty("acme.home")).resolve("../../..").normalize();

    /** A block of two commands: the first writes the archive, the second reads it. */
    private static final Pattern PAIR = Pattern.compile("```sh\\n(java (\\S+)=(\\S+) .*)\\n(java (\\S+)=\\3 .*)\\n```");

    @TempDir
    Path temporary;

    @Test
    @DisplayName("has commands that make a class archive and start from it")
    void classArchive() throws Exception {
        assertStartsFromArchive("-XX:ArchiveClassesAtExit");
    }

    @Test
    @DisplayName("has commands that make an AOT cache and start from it")
    void aotCache() throws Exception {
        assumeTrue(Runtime.version().feature() >= 25, "This needs JDK 25");
        assertStartsFromArchive("-XX:AOTCacheOutput");
    }

    private void assertStartsFromArchive(String option) throws Exception {
        Matcher pair = PAIR.matcher(Files.readString(PROJECT.resolve("docs/how-to/start-faster.md")));
        while (pair.find()) {
            if (pair.group(2).equals(option)) {
                Path archive = PROJECT.resolve(pair.group(3));
                Files.deleteIfExists(archive);
                run(pair.group(1), "");
                assertTrue(Files.exists(archive), archive::toString);

                Path log = temporary.resolve("load.log");
                run(pair.group(4), "-Xlog:class+load:file=" + log);
                assertFromArchive(Files.readAllLines(log));
                return;
            }
        }
        throw new AssertionError("The page has no pair of commands with " + option);
    }

    /** One class each of the host, of the application and of two plugins. */
    private static void assertFromArchive(List<String> log) {
        for (String name : List.of(
                "dev.pluginhost.impl.DefaultPluginHost",
                "acme.home.HomeStatus",
                "acme.clock.ClockPlugin",
                "acme.weather.sensor.GardenThermometer")) {
            List<String> loaded = log.stream()
                    .filter(line -> line.contains(" " + name + " source: "))
                    .toList();
            assertEquals(1, loaded.size(), name);
            assertTrue(loaded.get(0).contains(" source: shared objects file"), loaded::toString);
        }
    }

    private void run(String command, String options) throws IOException, InterruptedException {
        Path out = temporary.resolve("out");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(PROJECT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("JDK_JAVA_OPTIONS", options);
        builder.environment()
                .merge(
                        "PATH",
                        System.getProperty("java.home") + "/bin",
                        (path, own) -> own + File.pathSeparator + path);
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(120, SECONDS), "The command does not end");
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(out);
        assertEquals(0, process.exitValue(), printed);
        assertTrue(printed.contains("lamps go on at sunset"), printed);
    }
}
