package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DetailsTest {

    private final Details details = new Details();

    @BeforeEach
    void add() {
        details.heading("All");
        details.chart("all.svg", "bars", List.of("<svg/>"));
        details.remarks(List.of("one", "two"));
    }

    @Test
    @DisplayName("A terminal shows all but the charts")
    void plain() {
        assertEquals(List.of("All", "", "one", "two", ""), details.plain());
    }

    @Test
    @DisplayName("A page shows the charts that are beside it")
    void markdown() {
        assertEquals(List.of("### All", "", "![bars](all.svg)", "", "- one", "- two", ""), details.markdown());
        assertEquals(Map.of("all.svg", List.of("<svg/>")), details.charts());
    }
}
