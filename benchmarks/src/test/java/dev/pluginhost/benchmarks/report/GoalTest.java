package dev.pluginhost.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GoalTest {

    @Test
    @DisplayName("A ratio that is shown as the wanted one meets the goal, and a greater one does not")
    void met() {
        assertTrue(goal(0.704).isMet());
        assertFalse(goal(0.706).isMet());
    }

    @Test
    @DisplayName("The table shows what is wanted, what was measured and whether the goal is met")
    void table() {
        List<String> page = Goal.table(List.of(goal(0.5), goal(0.9))).lines();

        assertEquals("| all  |    PF4J | ≤ 0.70 |  0.50 (0.40–1.00) |  yes |", page.get(2));
        assertEquals("| all  |    PF4J | ≤ 0.70 |  0.90 (0.40–1.00) |   NO |", page.get(3));
    }

    private static Goal goal(double ratio) {
        return new Goal("all", "PF4J", 0.7, new Ratio(ratio, 0.4, 1));
    }
}
