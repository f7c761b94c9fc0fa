package dev.pluginhost.benchmarks.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopBenchmarkIT {

    private static final Path HOME = Path.of(System.getProperty("benchmarks.home"));

    @TempDir
    Path temporary;

    @Test
    @DisplayName("A small run does the same work in each variant and reports")
    void smallRun() throws Exception {
        Path report = temporary.resolve("report.md");
        Path out = temporary.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        HOME.resolve("modules").toString(),
                        "--add-modules",
                        "dev.pluginhost.impl",
                        "--class-path",
                        HOME.resolve("lib") + "/*",
                        LoopBenchmark.class.getName(),
                        "--rounds",
                        "1",
                        "--plugins",
                        "5",
                        "--markdown",
                        report.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(process.waitFor(180, SECONDS), "The benchmark does not end");
        } finally {
            process.destroyForcibly();
        }

        assertEquals(0, process.exitValue(), () -> text(out));
        List<String> lines = Files.readAllLines(report);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("| tick delay, 99.9 % (ms) | ")), lines::toString);
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), System.getProperty("native.encoding"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
