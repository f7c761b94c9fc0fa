package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChapterTest {

    private final Chapter chapter = new Chapter("Cold starts");

    @BeforeEach
    void add() {
        chapter.heading("All");
        chapter.chart("all.svg", new Chart("bars", List.of("<svg/>")));
        chapter.remarks("one", "two");
    }

    @Test
    @DisplayName("A terminal shows all but the charts")
    void plain() {
        assertEquals(List.of("All", "", "one", "two", ""), chapter.plain());
    }

    @Test
    @DisplayName("A page shows the charts that are written beside it")
    void markdown(@TempDir Path directory) throws IOException {
        chapter.writeCharts(directory);

        assertEquals(List.of("### All", "", "![bars](all.svg)", "", "- one", "- two", ""), chapter.markdown());
        assertEquals(List.of("<svg/>"), Files.readAllLines(directory.resolve("all.svg")));
    }
}
