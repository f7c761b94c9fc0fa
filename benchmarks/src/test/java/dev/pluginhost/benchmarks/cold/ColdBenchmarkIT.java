package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdBenchmarkIT {

    @TempDir
    Path temporary;

    @Test
    @DisplayName("In a small run each contender comes to the same sums, and the report is written with its charts")
    void smallRun() throws Exception {
        Path docs = temporary.resolve("docs");

        Launch.of(
                ColdBenchmark.class,
                temporary.resolve("out"),
                "--rounds",
                "1",
                "--uncounted",
                "0",
                "--plugins",
                "5",
                "--docs",
                docs.toString());

        List<String> page = Files.readAllLines(docs.resolve("benchmarks.md"));
        for (Variant variant : Variant.values()) {
            long rows = page.stream()
                    .filter(line -> line.startsWith("| " + variant.title() + " |"))
                    .count();
            assertEquals(Setting.of(List.of(Shape.values())).size(), rows, page::toString);
        }
        for (Setting setting : Setting.of(List.of(Shape.values()))) {
            assertTrue(Files.size(docs.resolve(setting.chart())) > 0);
        }
    }
}
