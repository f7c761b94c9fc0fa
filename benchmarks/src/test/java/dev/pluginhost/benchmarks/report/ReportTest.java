package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("The page has the table of each version of the JDK, the oldest first, and leads to all figures")
    void versions() throws IOException {
        write(25, "new machine", 0.5);
        write(17, "old machine", 1.5);

        List<String> page = Files.readAllLines(directory.resolve("benchmarks.md"));

        assertEquals(
                List.of(
                        "## JDK 17",
                        "old machine",
                        "| all | PF4J | ≤ 1.00 | 1.50 (1.00–2.00) | NO |",
                        "- 0 of 1 are as wanted; the others have NO in their rows",
                        "[All figures](benchmarks/jdk17/README.md)",
                        "## JDK 25",
                        "new machine",
                        "| all | PF4J | ≤ 1.00 | 0.50 (1.00–2.00) | yes |",
                        "- all are as wanted",
                        "[All figures](benchmarks/jdk25/README.md)"),
                page.stream()
                        .map(line -> line.replaceAll(" +", " "))
                        .filter(line -> line.matches("## .*|.* machine|\\| all .*|- .*as wanted.*|\\[All .*"))
                        .toList());
        assertFalse(page.contains("- a remark"));
    }

    @Test
    @DisplayName("A version's page has all figures")
    void details() throws IOException {
        write(17, "machine", 1);

        Path version = directory.resolve("benchmarks").resolve("jdk17");

        assertTrue(Files.readAllLines(version.resolve("README.md")).containsAll(List.of("## Chapter", "- a remark")));
    }

    private void write(int feature, String machine, double ratio) throws IOException {
        Chapter chapter = new Chapter("Chapter");
        chapter.remarks("a remark");
        chapter.goal(new Goal("all", "PF4J", 1, new Ratio(ratio, 1, 2)));
        new Report(feature, machine, List.of(chapter)).write(directory);
    }
}
