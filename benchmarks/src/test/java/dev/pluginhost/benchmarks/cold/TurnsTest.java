package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TurnsTest {

    @Test
    @DisplayName("Each round has all of them, and begins with another one")
    void everyRound() {
        Set<String> first = new HashSet<>();
        for (int round = 0; round < 3; round++) {
            List<String> order = Turns.inRound(round, List.of("a", "b", "c"));
            first.add(order.get(0));
            assertEquals(Set.of("a", "b", "c"), Set.copyOf(order));
        }

        assertEquals(Set.of("a", "b", "c"), first);
    }

    @Test
    @DisplayName("Of an even number nobody comes twice after the same one")
    void neighbours() {
        List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6, 7);
        Set<List<Integer>> pairs = new HashSet<>();
        for (int round = -3; round < 5; round++) {
            List<Integer> order = Turns.inRound(round, all);
            for (int turn = 1; turn < order.size(); turn++) {
                assertTrue(pairs.add(order.subList(turn - 1, turn + 1)), order::toString);
            }
        }
    }

    @Test
    @DisplayName("One alone is always first")
    void alone() {
        assertEquals(List.of("a"), Turns.inRound(5, List.of("a")));
    }
}
