package dev.pluginhost.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksIT {

    @TempDir
    Path temporary;

    @Tag("slow")
    @Test
    @DisplayName("A small run writes one page with all goals, and one with the details")
    void smallRun() throws Exception {
        Path docs = temporary.resolve("docs");

        Launch.of(
                Benchmarks.class,
                temporary.resolve("out"),
                "--only",
                "cold,loop",
                "--rounds",
                "1",
                "--plugins",
                "5",
                "--cold.rivals",
                "jboss",
                "--cold.settings",
                "all-flat,one,one-of-few,one-of-many",
                "--cold.few",
                "3",
                "--cold.many",
                "8",
                "--docs",
                docs.toString());

        Path details = docs.resolve("benchmarks")
                .resolve("jdk" + Runtime.version().feature())
                .resolve("README.md");
        for (Path page : List.of(docs.resolve("benchmarks.md"), details)) {
            assertRow(page, "| one of 5 plugins | JBoss Modules |");
            assertRow(page, "| one of 8 plugins | itself, one of 5 plugins |");
            assertRow(page, "| start() with 5 installed | itself, with 3 |");
            assertRow(page, "| all of 5 plugins, flat | PluginHost, openFiles(128) |");
            assertRow(page, "| tick delay, 99.9 %, while 5 plugins are imported | plain thread |");
        }
        assertRow(details, "| tick delay, 99.9 % (ms) | ");
    }

    private static void assertRow(Path page, String beginning) throws Exception {
        List<String> lines = Files.readAllLines(page);
        assertTrue(
                lines.stream().anyMatch(line -> line.replaceAll(" +", " ").startsWith(beginning)),
                () -> String.join("\n", lines));
    }
}
