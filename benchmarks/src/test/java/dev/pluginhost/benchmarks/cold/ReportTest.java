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

    private final Rounds rounds = new Rounds();
    private final Report report = new Report(
            Options.of(List.of("--plugins", "9", "--contenders", "pf4j")), Map.of(SETTING, rounds), List.of("a note"));

    @Test
    @DisplayName("A rival has its median, its spread and the host's ratio to it")
    void row() {
        round(1200, 1000);
        round(600, 1000);
        round(900, 1500);

        String row = report.plain().stream()
                .filter(line -> line.startsWith("PF4J"))
                .findFirst()
                .orElseThrow();

        assertEquals("PF4J 1000 1000–1500 0.90 (0.60–1.20) 2.0 3.0", row.replaceAll(" +", " "));
    }

    @Test
    @DisplayName("Where the host loses is said")
    void loses() {
        round(1200, 1000);

        assertTrue(report.plain().contains("PluginHost loses in time: PluginHost / PF4J 1.20 (1.20–1.20)"));
    }

    @Test
    @DisplayName("That it loses nowhere is said as well")
    void losesNowhere() {
        round(1000, 1000);

        assertTrue(report.markdown().contains("- PluginHost loses nowhere"));
    }

    @Test
    @DisplayName("The page names the rival's version and shows the chart that is written beside it")
    void page() {
        round(1000, 2000);

        List<String> page = report.markdown();

        assertTrue(page.stream().anyMatch(line -> line.matches("- rivals: pf4j-[0-9.]+")), page::toString);
        assertTrue(page.contains("- a note"));
        assertTrue(page.contains("![All of 9 plugins, flat](cold-all-flat.svg)"), page::toString);
        assertEquals(Set.of("cold-all-flat.svg"), report.charts().keySet());
    }

    private void round(long hostMillis, long rivalMillis) {
        rounds.add(Variant.HOST, measurement(hostMillis));
        rounds.add(Variant.PF4J, measurement(rivalMillis));
    }

    private static Measurement measurement(long millis) {
        return new Measurement(millis * 1_000_000, 2_000_000, 3_000_000, 0);
    }
}
