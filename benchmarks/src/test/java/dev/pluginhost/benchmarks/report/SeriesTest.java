package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SeriesTest {

    @Test
    @DisplayName("The median of an odd number of rounds is the one in the middle")
    void oddMedian() {
        assertEquals(3, series(9, 1, 3).median());
    }

    @Test
    @DisplayName("The median of an even number of rounds is between the two in the middle")
    void evenMedian() {
        assertEquals(2.5, series(9, 1, 3, 2).median());
    }

    @Test
    @DisplayName("A ratio is of medians, and its spread of rounds")
    void ratio() {
        Ratio ratio = series(2, 12, 4).over(series(2, 3, 8));

        assertEquals(new Ratio(4.0 / 3, 0.5, 4), ratio);
        assertEquals("1.33 (0.50–4.00)", ratio.toString());
    }

    private static Series series(double... values) {
        return new Series(Arrays.stream(values).boxed().toList());
    }
}
