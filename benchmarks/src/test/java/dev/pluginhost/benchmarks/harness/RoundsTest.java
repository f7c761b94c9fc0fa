package dev.pluginhost.benchmarks.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.report.Series;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoundsTest {

    @Test
    @DisplayName("Each round has all of them, and begins with another one")
    void everyRound() {
        Set<String> first = new HashSet<>();
        for (int round = 0; round < 3; round++) {
            List<String> order = Rounds.inTurn(round, List.of("a", "b", "c"));
            first.add(order.get(0));
            assertEquals(Set.of("a", "b", "c"), Set.copyOf(order));
        }

        assertEquals(Set.of("a", "b", "c"), first);
    }

    @Test
    @DisplayName("Of an even number none comes twice after the same one")
    void neighbours() {
        List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6, 7);
        Set<List<Integer>> pairs = new HashSet<>();
        for (int round = -3; round < 5; round++) {
            List<Integer> order = Rounds.inTurn(round, all);
            for (int turn = 1; turn < order.size(); turn++) {
                assertTrue(pairs.add(order.subList(turn - 1, turn + 1)), order::toString);
            }
        }
    }

    @Test
    @DisplayName("One alone is always first")
    void alone() {
        assertEquals(List.of("a"), Rounds.inTurn(5, List.of("a")));
    }

    @Test
    @DisplayName("Only rounds that count are in the series, and a figure that was not measured is named")
    void counted() throws Exception {
        List<String> measured = new ArrayList<>();
        Rounds<String> rounds = Rounds.measure("trials", 1, 2, round -> List.of("a", "b"), subject -> {
            measured.add(subject);
            return Map.of(Figure.NANOS, (double) measured.size());
        });

        assertEquals(List.of("a", "b", "a", "b", "a", "b"), measured);
        assertEquals(new Series(List.of(3.0, 5.0)), rounds.series("a", Figure.NANOS));
        assertEquals(2.5, rounds.median("b", Figure.NANOS, 2));
        assertTrue(assertThrows(NullPointerException.class, () -> rounds.series("a", Figure.HEAP))
                .getMessage()
                .contains("HEAP"));
    }
}
