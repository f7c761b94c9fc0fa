package dev.pluginhost.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.Benchmarks;
import dev.pluginhost.benchmarks.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleIT {

    @TempDir
    Path temporary;

    @Test
    @DisplayName("In a small run all parts are measured, and the page is written with its charts and what to do beyond")
    void smallRun() throws Exception {
        Path docs = temporary.resolve("docs");

        Launch.of(
                Benchmarks.class,
                temporary.resolve("out"),
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
                "4",
                "--scale.docs",
                docs.toString());

        List<String> page = Files.readAllLines(docs.resolve("scale.md"));
        for (Form form : Form.values()) {
            assertTrue(page.stream().anyMatch(line -> line.startsWith("| " + form.title + " |")), page::toString);
        }
        assertTrue(page.stream().anyMatch(line -> line.startsWith("| 10 imports asked for by 3 threads")));
        assertTrue(page.contains("## Where the limits are"), page::toString);
        for (String chart : List.of("scale-installed.svg", "scale-imported-time.svg", "scale-imported-memory.svg")) {
            assertTrue(Files.size(docs.resolve(chart)) > 0);
            assertTrue(page.stream().anyMatch(line -> line.endsWith("](" + chart + ")")), page::toString);
        }
    }
}
