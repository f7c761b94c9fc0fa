package dev.pluginhost.benchmarks.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pluginhost.benchmarks.harness.Figure;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LatenessTest {

    private static final long NEVER = 1_000_000;

    private final Loop.Lateness lateness = new Loop.Lateness(2);

    @Test
    @DisplayName("Only what comes between beginning and end is kept")
    void window() {
        lateness.accept(1);
        lateness.begin();
        lateness.accept(2);
        lateness.accept(3);
        long[] kept = lateness.end();
        lateness.accept(4);

        assertArrayEquals(new long[] {2, 3}, kept);
    }

    @Test
    @DisplayName("What there is no room for is not lost in silence")
    void noRoom() {
        lateness.begin();
        lateness.accept(1);
        lateness.accept(2);

        assertThrows(IndexOutOfBoundsException.class, () -> lateness.accept(3));
    }

    @Test
    @DisplayName("A percentile is the smallest delay that so many ticks do not exceed")
    void percentiles() {
        Map<Figure, Long> figures =
                Loop.Lateness.figures(LongStream.rangeClosed(1, 1000).toArray(), NEVER);

        assertEquals(500, figures.get(Figure.P50));
        assertEquals(990, figures.get(Figure.P99));
        assertEquals(999, figures.get(Figure.P999));
        assertEquals(1000, figures.get(Figure.WORST));
    }

    @Test
    @DisplayName("Of few ticks a high percentile is the worst")
    void fewTicks() {
        Map<Figure, Long> figures = Loop.Lateness.figures(new long[] {30, 10, 20}, NEVER);

        assertEquals(20, figures.get(Figure.P50));
        assertEquals(30, figures.get(Figure.P999));
        assertEquals(30, figures.get(Figure.WORST));
    }

    @Test
    @DisplayName("A missed tick is as late as the next one after its own time")
    void missedTicks() {
        Map<Figure, Long> figures = Loop.Lateness.figures(new long[] {0, 35, 9}, 10);

        // 35, and 25, 15 and 5 for those missed
        assertEquals(3, figures.get(Figure.TICKS));
        assertEquals(3, figures.get(Figure.MISSED));
        assertEquals(35, figures.get(Figure.WORST));
        assertEquals(9, figures.get(Figure.P50));
        long[] sorted = {0, 5, 9, 15, 25, 35};
        assertEquals(9, Loop.Lateness.percentile(sorted, 50));
        assertEquals(15, Loop.Lateness.percentile(sorted, 60));
        assertEquals(25, Loop.Lateness.percentile(sorted, 80));
        assertEquals(35, Loop.Lateness.percentile(sorted, 100));
    }

    @Test
    @DisplayName("A tick that is late by a period has missed one")
    void lateByAPeriod() {
        assertEquals(1, Loop.Lateness.figures(new long[] {10}, 10).get(Figure.MISSED));
        assertEquals(0, Loop.Lateness.figures(new long[] {9}, 10).get(Figure.MISSED));
    }

    @Test
    @DisplayName("Without a tick nothing is known")
    void noTicks() {
        assertThrows(IllegalArgumentException.class, () -> Loop.Lateness.figures(new long[0], NEVER));
    }
}
