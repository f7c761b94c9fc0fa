package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    @DisplayName("What is shown as the wanted ratio is as wanted, and no more than that")
    void met() {
        assertTrue(verdict(0.704).met());
        assertFalse(verdict(0.706).met());
    }

    @Test
    @DisplayName("The table says what is wanted, what was measured and whether that will do")
    void table() {
        List<String> page = Verdict.table(List.of(verdict(0.5), verdict(0.9))).markdown();

        assertEquals("| all | PF4J | ≤ 0.70 | 0.50 (0.40–1.00) | yes |", page.get(2));
        assertEquals("| all | PF4J | ≤ 0.70 | 0.90 (0.40–1.00) | NO |", page.get(3));
    }

    private static Verdict verdict(double ratio) {
        return new Verdict("all", "PF4J", 0.7, new Ratio(ratio, 0.4, 1), "");
    }
}
