package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChapterTest {

    @Test
    @DisplayName("A chapter has its sections, remarks and tables, with empty lines between them")
    void lines() {
        Chapter chapter = new Chapter("Cold starts");
        chapter.heading("All");
        chapter.remarks("one", "two");
        chapter.table(new Table<>(List.of("row")).column("title", "", row -> row));

        assertEquals(
                List.of(
                        "## Cold starts",
                        "",
                        "### All",
                        "",
                        "- one",
                        "- two",
                        "",
                        "| title |",
                        "| ----- |",
                        "| row   |"),
                chapter.lines());
    }
}
