package dev.pluginhost.benchmarks.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pluginhost.benchmarks.harness.Figure;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LatenessTest {

    private static final long NEVER = 1_000_000;

    @Test
    @DisplayName("A percentile is the smallest delay that so many ticks do not exceed")
    void percentiles() {
        Lateness lateness = new Lateness(LongStream.rangeClosed(1, 1000).toArray(), NEVER);

        assertEquals(500, lateness.percentile(50));
        assertEquals(990, lateness.percentile(99));
        assertEquals(999, lateness.percentile(99.9));
        assertEquals(1000, lateness.percentile(100));
    }

    @Test
    @DisplayName("Of few ticks a high percentile is the worst")
    void fewTicks() {
        Lateness lateness = new Lateness(new long[] {30, 10, 20}, NEVER);

        assertEquals(20, lateness.percentile(50));
        assertEquals(30, lateness.percentile(99.9));
        assertEquals(30, lateness.percentile(100));
    }

    @Test
    @DisplayName("A missed tick is as late as the next one after its own time")
    void missedTicks() {
        Lateness lateness = new Lateness(new long[] {0, 35, 9}, 10);

        // 35, and 25, 15 and 5 for those missed
        assertEquals(3, figures(lateness).get(Figure.TICKS));
        assertEquals(3, figures(lateness).get(Figure.MISSED));
        assertEquals(35, figures(lateness).get(Figure.WORST));
        assertEquals(9, figures(lateness).get(Figure.P50));
        assertEquals(9, lateness.percentile(50));
        assertEquals(15, lateness.percentile(60));
        assertEquals(25, lateness.percentile(80));
        assertEquals(35, lateness.percentile(100));
    }

    @Test
    @DisplayName("A tick that is late by a period has missed one")
    void lateByAPeriod() {
        assertEquals(1, figures(new Lateness(new long[] {10}, 10)).get(Figure.MISSED));
        assertEquals(0, figures(new Lateness(new long[] {9}, 10)).get(Figure.MISSED));
    }

    @Test
    @DisplayName("Without a tick nothing is known")
    void noTicks() {
        assertThrows(IllegalArgumentException.class, () -> new Lateness(new long[0], NEVER));
    }

    @Test
    @DisplayName("There is no percentile of nothing or of more than all")
    void noPercentile() {
        Lateness lateness = new Lateness(new long[] {1}, NEVER);

        assertThrows(IllegalArgumentException.class, () -> lateness.percentile(0));
        assertThrows(IllegalArgumentException.class, () -> lateness.percentile(100.1));
    }

    private static Map<Figure, Long> figures(Lateness lateness) {
        Map<Figure, Long> figures = new EnumMap<>(Figure.class);
        lateness.addTo(figures);
        return figures;
    }
}
