package dev.pluginhost.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.Benchmarks;
import dev.pluginhost.benchmarks.Launch;
import dev.pluginhost.benchmarks.corpus.Form;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleIT {

    @TempDir
    Path temporary;

    @Tag("slow")
    @Test
    @DisplayName("In a small run all parts are measured")
    void smallRun() throws Exception {
        Path out = temporary.resolve("out");

        Launch.of(
                Benchmarks.class,
                out,
                "--only",
                "scale",
                "--rounds",
                "1",
                "--scale.uncounted",
                "0",
                "--plugins",
                "10",
                "--scale.threads",
                "3",
                "--scale.installed",
                "6",
                "--scale.imported",
                "4,7");

        List<String> page = Files.readString(out).lines().toList();
        for (Form form : Scale.SHAPES) {
            assertTrue(page.stream().anyMatch(line -> line.matches("\\| " + form.title + " +\\| .*")), page::toString);
        }
        assertTrue(
                page.stream().anyMatch(line -> line.startsWith("| 10 imports asked for by 3 threads")), page::toString);
        assertTrue(page.stream().anyMatch(line -> line.matches("\\| 6 +\\| +4 \\| .*")), page::toString);
        assertFalse(page.stream().anyMatch(line -> line.matches("\\| 6 +\\| +7 \\| .*")), "more than are installed");
    }
}
