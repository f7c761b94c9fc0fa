package dev.pluginhost.benchmarks.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Goal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LoopTest {

    private final Rounds<Loop.Variant> rounds = new Rounds<>();

    @Test
    @DisplayName("Each figure has its two ratios")
    void ratios() {
        round(1, 6, 4);

        String row = report().lines().stream()
                .filter(line -> line.startsWith("| tick delay, worst"))
                .findFirst()
                .orElseThrow();

        assertEquals(
                "| tick delay, worst (ms) | 1.000 | 6.000 | 4.000 | 6.00 (6.00–6.00) | 1.50 (1.50–1.50) |",
                row.replaceAll(" +", " "));
    }

    @Test
    @DisplayName("The goal is for the 99.9th percentile against the plain thread")
    void goal() {
        round(1, 6, 4);

        Goal goal = report().goals().get(0);

        assertEquals("1.50 (1.50–1.50)", goal.ratio().toString());
        assertFalse(goal.isMet());
    }

    private Chapter report() {
        return Loop.report(Loop.OPTIONS.read(List.of("--rounds", "1")), rounds);
    }

    private void round(long idle, long host, long plain) {
        add(Loop.Variant.IDLE, idle);
        add(Loop.Variant.HOST, host);
        add(Loop.Variant.PLAIN, plain);
    }

    private void add(Loop.Variant variant, long millisLate) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            figures.put(figure, 1_000_000.0);
        }
        Loop.Lateness.figures(new long[] {millisLate * 1_000_000}, 1_000_000_000)
                .forEach((figure, value) -> figures.put(figure, value.doubleValue()));
        rounds.add(variant, figures);
    }
}
