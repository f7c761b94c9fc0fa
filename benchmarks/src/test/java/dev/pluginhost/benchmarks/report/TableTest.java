package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Table<String> table = new Table<>(List.of("worst"))
            .column("", "", row -> row)
            .column("idle", "%.1f", row -> 1.0)
            .column("host", "", row -> "12.25");

    @Test
    @DisplayName("It is a table of Markdown, with words on the left and figures on the right")
    void lines() {
        assertEquals(
                List.of("|       | idle |  host |", "| ----- | ---: | ----: |", "| worst |  1.0 | 12.25 |"),
                table.lines());
    }
}
