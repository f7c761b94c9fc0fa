package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.Benchmarks;
import dev.pluginhost.benchmarks.Launch;
import dev.pluginhost.benchmarks.cold.Cold.Setting;
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
                "--cold.settings",
                "all-dag,one-of-few");

        List<String> lines = Files.readString(out).lines().toList();
        for (Variant variant : Variant.values()) {
            List<Setting> settings = List.of(Setting.ALL_DAG, Setting.ONE_OF_FEW);
            long expected = settings.stream()
                    .filter(setting -> variant.takesPart(setting, List.of(Variant.RIVALS)))
                    .count();
            long rows = lines.stream()
                    .filter(line -> line.matches("\\| \\Q" + variant.title + "\\E +\\| +[0-9]+ \\| +[0-9]+–.*"))
                    .count();
            assertEquals(expected, rows, () -> variant + "\n" + String.join("\n", lines));
        }
        assertTrue(lines.contains("- where there is a class archive, all classes of plugins are from it"));
    }
}
