package acme.home;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the assembled application as a user does. */
class HomeHubIT {

    private static final Path HOME = Path.of(System.getProperty("acme.home"));
    private static final String NUMBER = "\\d+\\.\\d";

    @TempDir
    Path temporary;

    @Test
    @DisplayName("Everything comes out as it should")
    void everything() throws Exception {
        Result result = run();

        assertEquals(0, result.exit(), result::toString);
        assertTrue(result.out().get(result.out().size() - 1).matches("All \\d+ checks passed\\."), result::toString);
        assertEquals(List.of(), result.err());
        assertTable(result);
    }

    @Test
    @DisplayName("It says what is not as expected if plugins are missing")
    void missingPlugins() throws Exception {
        Path home = Files.createDirectory(temporary.resolve("home"));
        Files.createDirectory(home.resolve("bad-plugins"));
        Path plugins = Files.createDirectory(home.resolve("plugins"));
        Path core = onlyFile(HOME.resolve("plugins"), "acme.core-");
        Files.copy(core, plugins.resolve(core.getFileName()));

        Result result = run(home.toString());

        assertEquals(1, result.exit(), result::toString);
        assertTrue(result.out().contains("  ok: the eager plugin is imported"), result::toString);
        assertTrue(result.out().contains("  NOT SO: the background plugin is being imported"), result::toString);
    }

    private static void assertTable(Result result) {
        int titles = result.indexOf("plugin ");
        assertLinesMatch(
                List.of(
                        "plugin +version +timing +state +import thread +queue +open +resolve +define +start +total",
                        "-+( +-+){10}",
                        imported("acme.blinds", "lazy"),
                        imported("acme.clock", "background"),
                        imported("acme.core", "eager"),
                        imported("acme.dashboard", "lazy"),
                        imported("acme.lamps", "lazy"),
                        imported("acme.ledger", "lazy"),
                        imported("acme.rules", "lazy"),
                        imported("acme.store", "lazy"),
                        imported("acme.sun", "lazy"),
                        imported("acme.weather", "lazy"),
                        imported("acme.weather.sensor", "lazy"),
                        unresolvable("acme.bad.egg"),
                        failed("acme.bad.fuse"),
                        unresolvable("acme.bad.hen"),
                        unresolvable("acme.bad.kite"),
                        "acme\\.bad\\.leaky +1\\.0\\.0 +lazy +installed.*",
                        failed("acme.bad.sleeper"),
                        failed("acme.bad.thrower")),
                result.out().subList(titles, titles + 20));
        assertTrue(
                result.out().stream()
                        .anyMatch(line -> line.matches(" *\\d+ ticks of 10 ms; the worst was " + NUMBER + " ms late")),
                result::toString);
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                HOME.resolve("lib").toString(),
                "--enable-native-access=dev.pluginhost.impl,ALL-UNNAMED",
                "--module",
                "acme.home"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertTrue(process.waitFor(180, SECONDS), "The application does not end");
            return new Result(process.exitValue(), lines(out), lines(err));
        } finally {
            process.destroyForcibly();
        }
    }

    /** In the encoding of this platform, which the process uses too; without the JVM's messages about its options. */
    private static List<String> lines(Path file) throws IOException {
        Charset encoding = Charset.forName(System.getProperty("native.encoding"));
        return Files.readAllLines(file, encoding).stream()
                .filter(line -> !line.startsWith("Picked up "))
                .toList();
    }

    private static Path onlyFile(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String imported(String name, String timing) {
        return name + " +[0-9.]+ +" + timing + " +imported +pluginhost-import-\\d+( +" + NUMBER + "){6}";
    }

    private static String failed(String name) {
        return name + " +1\\.0\\.0 +lazy +failed.*";
    }

    private static String unresolvable(String name) {
        return name + " +1\\.0\\.0 +lazy +unresolvable.*";
    }

    private record Result(int exit, List<String> out, List<String> err) {

        int indexOf(String beginning) {
            for (int i = 0; i < out.size(); i++) {
                if (out.get(i).startsWith(beginning)) {
                    return i;
                }
            }
            throw new AssertionError("No line begins with \"" + beginning + "\": " + this);
        }

        @Override
        public String toString() {
            return "exit " + exit + "\n" + String.join("\n", out) + "\n" + String.join("\n", err);
        }
    }
}
