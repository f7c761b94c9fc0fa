package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TextTableTest {

    private final TextTable table = new TextTable(List.of("", "idle", "host"));

    @Test
    @DisplayName("On a terminal words are on the left and figures on the right")
    void plain() {
        table.add(List.of("worst", "1.0", "12.25"));

        assertEquals(List.of("       idle   host", "-----  ----  -----", "worst   1.0  12.25"), table.plain());
    }

    @Test
    @DisplayName("On a page it is a table of Markdown")
    void markdown() {
        table.add(List.of("worst", "1.0", "12.25"));

        assertEquals(
                List.of("|  | idle | host |", "| --- | ---: | ---: |", "| worst | 1.0 | 12.25 |"), table.markdown());
    }

    @Test
    @DisplayName("A row has a cell for each column")
    void wrongRow() {
        assertThrows(IllegalArgumentException.class, () -> table.add(List.of("worst")));
    }
}
