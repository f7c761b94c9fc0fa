package dev.pluginhost.benchmarks.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.process.Usage;
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

        String row = report.plain().stream()
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

        assertTrue(report.plain()
                .contains("PluginHost loses to the plain thread: tick delay, worst (ms), 1.50 (1.50–1.50) times"));
    }

    @Test
    @DisplayName("That it loses nowhere is said as well")
    void losesNowhere() {
        round(1, 4, 4);

        assertTrue(report.markdown().contains("- PluginHost loses to the plain thread nowhere"));
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
