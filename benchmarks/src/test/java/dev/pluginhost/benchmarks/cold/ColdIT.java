package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.Benchmarks;
import dev.pluginhost.benchmarks.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdIT {

    @TempDir
    Path temporary;

    @Test
    @DisplayName("In a small run each contender comes to the same sums, and those that have an archive use it")
    void smallRun() throws Exception {
        Path out = temporary.resolve("out");

        Launch.of(
                Benchmarks.class,
                out,
                "--only",
                "cold",
                "--rounds",
                "1",
                "--plugins",
                "10",
                "--cold.uncounted",
                "0",
                "--cold.many",
                "0",
                "--cold.graph",
                "dag");

        List<String> lines = Files.readString(out).lines().toList();
        for (Variant variant : Variant.values()) {
            // a table for all, one for one, and one for memory
            long rows = lines.stream()
                    .filter(line -> line.matches(variant.title + " +[0-9].*"))
                    .count();
            assertEquals(3, rows, () -> variant + "\n" + String.join("\n", lines));
        }
        assertTrue(lines.contains("where there is a class archive, all classes of plugins are from it"));
    }
}
