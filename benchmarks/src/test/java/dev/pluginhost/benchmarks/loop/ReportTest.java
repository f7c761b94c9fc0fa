package dev.pluginhost.benchmarks.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.process.Usage;
import dev.pluginhost.benchmarks.report.Verdict;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Usage USAGE = new Usage(1_000_000, 1_000, 0, 0, 100);

    private final Rounds rounds = new Rounds();
    private final Report report = new Report(Options.of(List.of("--rounds", "1")), rounds);

    @Test
    @DisplayName("Each figure has its two ratios")
    void ratios() {
        round(1, 6, 4);

        String row = plain().stream()
                .filter(line -> line.startsWith("tick delay, worst"))
                .findFirst()
                .orElseThrow();

        assertEquals(
                "tick delay, worst (ms) 1.000 6.000 4.000 6.00 (6.00–6.00) 1.50 (1.50–1.50)",
                row.replaceAll(" +", " "));
    }

    @Test
    @DisplayName("Where the host loses is said")
    void loses() {
        round(1, 6, 4);

        assertTrue(plain().contains(
                        "PluginHost loses to the plain thread: tick delay, worst (ms), 1.50 (1.50–1.50) times"));
    }

    @Test
    @DisplayName("That it loses nowhere is said as well")
    void losesNowhere() {
        round(1, 4, 4);

        assertTrue(plain().contains("PluginHost loses to the plain thread nowhere"));
    }

    @Test
    @DisplayName("What is wanted is said of the 99.9th percentile against the plain thread")
    void verdict() {
        round(1, 6, 4);

        Verdict verdict = report.chapter().verdicts().get(0);

        assertEquals("1.50 (1.50–1.50)", verdict.ratio().toString());
        assertFalse(verdict.met());
    }

    private List<String> plain() {
        return report.chapter().details().plain();
    }

    private void round(long idle, long host, long plain) {
        add(Variant.IDLE, idle);
        add(Variant.HOST, host);
        add(Variant.PLAIN, plain);
    }

    private void add(Variant variant, long millisLate) {
        Lateness lateness = Lateness.of(new long[] {millisLate * 1_000_000}, 1_000_000_000);
        rounds.add(variant, Measurement.of(lateness, 5_000_000, USAGE, 0));
    }
}
