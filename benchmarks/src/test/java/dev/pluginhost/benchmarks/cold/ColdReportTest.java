package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.cold.Cold.Run;
import dev.pluginhost.benchmarks.cold.Cold.Setting;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Goal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ColdReportTest {

    private static final double MILLION = 1_000_000;

    private final Rounds<Run> rounds = new Rounds<>();

    @Test
    @DisplayName("A rival has its median, its spread and the host's ratio to it")
    void row() {
        round(1200, 1000);
        round(600, 1000);
        round(900, 1500);

        assertEquals("PF4J 1000 1000–1500 0.90 (0.60–1.20) 2.0 3.0", rowOf("PF4J"));
    }

    @Test
    @DisplayName("With an archive the host has a ratio of its own")
    void archive() {
        round(1200, 1000);
        add(Setting.ALL_FLAT, Variant.HOST_ARCHIVE, 400);
        add(Setting.ALL_FLAT, Variant.PF4J_ARCHIVE, 800);

        assertEquals("PF4J 1000 1000–1000 1.20 (1.20–1.20) 0.40 (0.40–0.40) 2.0 3.0", rowOf("PF4J "));
        assertEquals("PF4J, archive 800 800–800 1.50 (1.50–1.50) 0.50 (0.50–0.50) 2.0 3.0", rowOf("PF4J, archive"));
    }

    @Test
    @DisplayName("The page names the rivals' jars, and has notes about archives")
    void page() {
        round(1000, 2000);

        assertTrue(chapter().lines().contains("- a note"));
        assertTrue(chapter().lines().contains("### All of 9 plugins, flat"));
    }

    @Test
    @DisplayName("Each pair that is compared has a goal, and what it is of")
    void goals() {
        long millis = 100;
        for (Setting setting : Setting.values()) {
            for (Variant variant : Variant.values()) {
                add(setting, variant, millis);
            }
            millis += 100;
        }

        assertEquals(
                List.of(
                        "one of 3 plugins / PF4J ≤ 1.0: 1.00 (1.00–1.00)",
                        "one of 9 plugins / JBoss Modules ≤ 1.0: 1.00 (1.00–1.00)",
                        "one of 90 plugins / itself, one of 9 plugins ≤ 2.0: 1.67 (1.67–1.67)",
                        "all of 9 plugins, flat / PF4J ≤ 0.8: 1.00 (1.00–1.00)",
                        "all of 9 plugins, flat, importAll / PF4J ≤ 0.8: 1.00 (1.00–1.00)",
                        "all of 9 plugins, flat, no index / PF4J ≤ 1.1: 1.00 (1.00–1.00)",
                        "all of 9 plugins, flat, archive / PF4J, archive ≤ 0.7: 1.00 (1.00–1.00)",
                        "all of 9 plugins, each requires up to three others / PF4J ≤ 0.8: 1.00 (1.00–1.00)",
                        "all of 9 plugins, each requires up to three others, importAll / PF4J ≤ 0.8: 1.00 (1.00–1.00)",
                        "all of 9 plugins, each requires up to three others, no index / PF4J ≤ 1.1: 1.00 (1.00–1.00)",
                        "all of 9 plugins, each requires up to three others, archive / PF4J, archive ≤ 0.7: 1.00 (1.00–1.00)",
                        "start() with 9 installed / itself, with 3 ≤ 2.0: 0.75 (0.75–0.75)",
                        "all of 9 plugins, flat / PluginHost, openFiles(128) ≤ 0.85: 1.00 (1.00–1.00)",
                        "heap per plugin, all of 9 plugins, flat / PF4J ≤ 1.0: 1.00 (1.00–1.00)",
                        "heap per plugin, all of 9 plugins, each requires up to three others / PF4J ≤ 1.0: 1.00 (1.00–1.00)",
                        "metaspace per plugin, all of 9 plugins, flat / PF4J ≤ 1.0: 1.00 (1.00–1.00)",
                        "metaspace per plugin, all of 9 plugins, each requires up to three others / PF4J ≤ 1.0: 1.00 (1.00–1.00)"),
                chapter().goals().stream().map(ColdReportTest::text).toList());
    }

    @Test
    @DisplayName("What was not measured has no goal")
    void noGoals() {
        add(Setting.ALL_FLAT, Variant.HOST, 600);

        assertEquals(List.of(), chapter().goals());
    }

    private void round(long hostMillis, long rivalMillis) {
        add(Setting.ALL_FLAT, Variant.HOST, hostMillis);
        add(Setting.ALL_FLAT, Variant.PF4J, rivalMillis);
    }

    private void add(Setting setting, Variant variant, long millis) {
        add(setting, variant, millis, 2 * MILLION, 3 * MILLION);
    }

    private void add(Setting setting, Variant variant, long millis, double heap, double metaspace) {
        rounds.add(
                new Run(setting, variant),
                Map.of(
                        Figure.NANOS,
                        millis * MILLION,
                        Figure.START_NANOS,
                        millis * MILLION,
                        Figure.HEAP,
                        heap,
                        Figure.METASPACE,
                        metaspace));
    }

    private String rowOf(String beginning) {
        return chapter().lines().stream()
                .filter(line -> line.startsWith("| " + beginning))
                .findFirst()
                .orElseThrow()
                .replaceAll("[| ]+", " ")
                .strip();
    }

    private static String text(Goal goal) {
        return goal.what() + " / " + goal.rival() + " ≤ " + goal.atMost() + ": " + goal.ratio();
    }

    private Chapter chapter() {
        return new ColdReport(
                        Cold.OPTIONS.read(List.of("--plugins", "9", "--few", "3", "--many", "90", "--rivals", "pf4j")),
                        rounds,
                        List.of("a note"))
                .chapter();
    }
}
