package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.cold.Setting.Graph;
import dev.pluginhost.benchmarks.cold.Setting.Run;
import dev.pluginhost.benchmarks.cold.Setting.Task;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        add(Task.ALL, Variant.HOST_ARCHIVE, 400);
        add(Task.ALL, Variant.PF4J_ARCHIVE, 800);

        assertEquals("PF4J 1000 1000–1000 1.20 (1.20–1.20) 0.40 (0.40–0.40) 2.0 3.0", rowOf("PF4J "));
        assertEquals("PF4J, archive 800 800–800 1.50 (1.50–1.50) 0.50 (0.50–0.50) 2.0 3.0", rowOf("PF4J, archive"));
    }

    @Test
    @DisplayName("The report says where the host loses, with an archive against those that have one")
    void loses() {
        round(1200, 1000);
        add(Task.ALL, Variant.HOST_ARCHIVE, 880);
        add(Task.ALL, Variant.PF4J_ARCHIVE, 800);

        assertTrue(plain().contains("PluginHost loses in time: PluginHost / PF4J 1.20 (1.20–1.20); "
                + "PluginHost, archive / PF4J, archive 1.10 (1.10–1.10)"));
    }

    @Test
    @DisplayName("The report also says that the host loses nowhere")
    void losesNowhere() {
        round(1000, 1000);

        assertTrue(plain().contains("PluginHost loses nowhere"));
    }

    @Test
    @DisplayName("Memory of a plugin is a share of all, and what each has added to a JVM that has one")
    void memory() {
        add(Task.ALL, Variant.HOST, 1, 900_000, 9_000);
        add(Task.ALL, Variant.PF4J, 1, 900_000, 9_000);
        add(Task.ONE, Variant.HOST, 1, 500_000, 1_000);
        add(Task.ONE, Variant.PF4J, 1, 100_000, 1_000);

        assertTrue(
                plain().stream()
                        .anyMatch(line -> line.replaceAll(" +", " ")
                                .equals("PF4J 100.0 100.0 0.50 (0.50–0.50) 1.0 1.0 1.00 (1.00–1.00)")),
                () -> String.join("\n", plain()));
    }

    @Test
    @DisplayName("The page names the rival's version and shows the chart that is written beside it")
    void page(@TempDir Path directory) throws IOException {
        round(1000, 2000);

        List<String> page = chapter().markdown();
        chapter().writeCharts(directory);

        assertTrue(page.stream().anyMatch(line -> line.matches("- rivals: pf4j-[0-9.]+")), page::toString);
        assertTrue(page.contains("- a note"));
        assertTrue(page.contains("![All of 9 plugins, flat](cold-all-flat.svg)"), page::toString);
        assertTrue(Files.exists(directory.resolve("cold-all-flat.svg")));
    }

    @Test
    @DisplayName(
            "All plugins should be faster and no heavier than with PF4J, much faster with an archive, and faster than one layer")
    void goalsForAll() {
        round(600, 1000);
        add(Task.ALL, Variant.HOST_ARCHIVE, 400);
        add(Task.ALL, Variant.ONE_LAYER, 1200);

        assertEquals(
                List.of(
                        "time: all of 9 plugins, flat / PF4J ≤ 0.7: 0.60 (0.60–0.60)",
                        "time: all of 9 plugins, flat, with a class archive / PF4J ≤ 0.5: 0.40 (0.40–0.40)",
                        "time: all of 9 plugins, flat / one layer for all ≤ 0.75: 0.50 (0.50–0.50)",
                        "heap per imported plugin: all of 9 plugins, flat / PF4J ≤ 1.0: 1.00 (1.00–1.00)",
                        "metaspace per imported plugin: all of 9 plugins, flat / PF4J ≤ 1.0: 1.00 (1.00–1.00)"),
                goals());
    }

    @Test
    @DisplayName("One plugin should be as fast as with JBoss Modules, and not much slower when many are installed")
    void goalsForOne() {
        add(Task.ONE, Variant.HOST, 90);
        add(Task.ONE, Variant.JBOSS, 100);
        add(Task.ONE_OF_MANY, Variant.HOST, 135);

        assertEquals(
                List.of(
                        "time: one of 9 plugins, flat / JBoss Modules ≤ 1.0: 0.90 (0.90–0.90)",
                        "time: one of 90 plugins, flat / itself, one of 9 ≤ 2.0: 1.50 (1.50–1.50)"),
                goals());
    }

    @Test
    @DisplayName("What was not measured has no goal")
    void noGoals() {
        add(Task.ALL, Variant.HOST, 600);

        assertEquals(List.of(), goals());
    }

    private void round(long hostMillis, long rivalMillis) {
        add(Task.ALL, Variant.HOST, hostMillis);
        add(Task.ALL, Variant.PF4J, rivalMillis);
    }

    private void add(Task task, Variant variant, long millis) {
        add(task, variant, millis, 2 * MILLION, 3 * MILLION);
    }

    private void add(Task task, Variant variant, long millis, double heap, double metaspace) {
        rounds.add(
                new Setting(Graph.FLAT, task).by(variant),
                Map.of(Figure.NANOS, millis * MILLION, Figure.HEAP, heap, Figure.METASPACE, metaspace));
    }

    private String rowOf(String beginning) {
        return plain().stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow()
                .replaceAll(" +", " ");
    }

    private List<String> plain() {
        return chapter().plain();
    }

    private List<String> goals() {
        return chapter().goals().stream().map(ColdReportTest::text).toList();
    }

    private static String text(Goal goal) {
        return goal.what() + " / " + goal.rival() + " ≤ " + goal.atMost() + ": " + goal.ratio();
    }

    private Chapter chapter() {
        return new ColdReport(
                        Cold.OPTIONS.read(List.of("--plugins", "9", "--contenders", "pf4j")),
                        rounds,
                        Map.of(),
                        List.of("a note"))
                .chapter();
    }
}
