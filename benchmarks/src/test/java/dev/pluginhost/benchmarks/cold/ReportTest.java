package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Setting SETTING = new Setting(Shape.FLAT, Task.ALL);
    private static final Setting ONE = new Setting(Shape.FLAT, Task.ONE);

    private final Rounds rounds = new Rounds();
    private final Rounds roundsOfOne = new Rounds();

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
        rounds.add(Variant.HOST_ARCHIVE, measurement(400));
        rounds.add(Variant.PF4J_ARCHIVE, measurement(800));

        assertEquals("PF4J 1000 1000–1000 1.20 (1.20–1.20) 0.40 (0.40–0.40) 2.0 3.0", rowOf("PF4J "));
        assertEquals("PF4J, archive 800 800–800 1.50 (1.50–1.50) 0.50 (0.50–0.50) 2.0 3.0", rowOf("PF4J, archive"));
    }

    @Test
    @DisplayName("Where the host loses is said, with an archive against those that have one")
    void loses() {
        round(1200, 1000);
        rounds.add(Variant.HOST_ARCHIVE, measurement(880));
        rounds.add(Variant.PF4J_ARCHIVE, measurement(800));

        assertTrue(plain().contains("PluginHost loses in time: PluginHost / PF4J 1.20 (1.20–1.20); "
                + "PluginHost, archive / PF4J, archive 1.10 (1.10–1.10)"));
    }

    @Test
    @DisplayName("That it loses nowhere is said as well")
    void losesNowhere() {
        round(1000, 1000);

        assertTrue(plain().contains("PluginHost loses nowhere"));
    }

    @Test
    @DisplayName("Memory of a plugin is a share of all, and what each has added to a JVM that has one")
    void memory() {
        rounds.add(Variant.HOST, new Measurement(1, 900_000, 9_000, 0));
        rounds.add(Variant.PF4J, new Measurement(1, 900_000, 9_000, 0));
        roundsOfOne.add(Variant.HOST, new Measurement(1, 500_000, 1_000, 0));
        roundsOfOne.add(Variant.PF4J, new Measurement(1, 100_000, 1_000, 0));

        assertTrue(
                plain().stream()
                        .anyMatch(line -> line.replaceAll(" +", " ")
                                .equals("PF4J 100.0 100.0 0.50 (0.50–0.50) 1.0 1.0 1.00 (1.00–1.00)")),
                () -> String.join("\n", plain()));
    }

    @Test
    @DisplayName("The page names the rival's version and shows the chart that is written beside it")
    void page() {
        round(1000, 2000);

        List<String> page = report().chapter().details().markdown();

        assertTrue(page.stream().anyMatch(line -> line.matches("- rivals: pf4j-[0-9.]+")), page::toString);
        assertTrue(page.contains("- a note"));
        assertTrue(page.contains("![All of 9 plugins, flat](cold-all-flat.svg)"), page::toString);
        assertEquals(
                Set.of("cold-all-flat.svg"),
                report().chapter().details().charts().keySet());
    }

    private void round(long hostMillis, long rivalMillis) {
        rounds.add(Variant.HOST, measurement(hostMillis));
        rounds.add(Variant.PF4J, measurement(rivalMillis));
    }

    private static Measurement measurement(long millis) {
        return new Measurement(millis * 1_000_000, 2_000_000, 3_000_000, 0);
    }

    private String rowOf(String beginning) {
        return plain().stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow()
                .replaceAll(" +", " ");
    }

    private List<String> plain() {
        return report().chapter().details().plain();
    }

    private Report report() {
        Map<Setting, Rounds> all =
                roundsOfOne.variants().isEmpty() ? Map.of(SETTING, rounds) : Map.of(SETTING, rounds, ONE, roundsOfOne);
        return new Report(new Results(
                Options.of(List.of("--plugins", "9", "--contenders", "pf4j")), all, Map.of(), List.of("a note")));
    }
}
