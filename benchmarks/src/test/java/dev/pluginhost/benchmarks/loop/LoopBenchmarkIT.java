package dev.pluginhost.benchmarks.loop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopBenchmarkIT {

    @TempDir
    Path temporary;

    @Test
    @DisplayName("A small run does the same work in each variant and reports")
    void smallRun() throws Exception {
        Path report = temporary.resolve("report.md");

        Launch.of(
                LoopBenchmark.class,
                temporary.resolve("out"),
                "--rounds",
                "1",
                "--plugins",
                "5",
                "--markdown",
                report.toString());

        List<String> lines = Files.readAllLines(report);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("| tick delay, 99.9 % (ms) | ")), lines::toString);
    }
}
