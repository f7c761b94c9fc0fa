package dev.pluginhost.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.Benchmarks.Part;
import dev.pluginhost.benchmarks.Benchmarks.Plan;
import dev.pluginhost.benchmarks.harness.Options;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlanTest {

    @Test
    @DisplayName("Without options all parts run with their own defaults")
    void defaults() {
        Plan plan = Plan.of(List.of());

        assertEquals(List.of(Part.values()), List.copyOf(plan.parts().keySet()));
        assertEquals(List.of(7, 1000, 1000), numbers(plan, Part.LOOP, "rounds", "plugins", "tick-micros"));
        assertEquals(List.of(5, 1000, 500), numbers(plan, Part.HOT, "rounds", "plugins", "millis"));
        assertEquals(List.of(1, 8), plan.parts().get(Part.HOT).numbers("threads"));
    }

    @Test
    @DisplayName("A part has the options that are for all, and its own ones are stronger wherever they stand")
    void options() {
        Plan plan = Plan.of(List.of(
                "--loop.tick-micros",
                "5",
                "--cold.rounds",
                "3",
                "--rounds",
                "2",
                "--plugins",
                "4",
                "--only",
                "loop,cold"));

        assertEquals(List.of(Part.LOOP, Part.COLD), List.copyOf(plan.parts().keySet()));
        assertEquals(List.of(2, 4, 5), numbers(plan, Part.LOOP, "rounds", "plugins", "tick-micros"));
        assertEquals(List.of(3, 4), numbers(plan, Part.COLD, "rounds", "plugins"));
    }

    @Test
    @DisplayName("The report may go to a directory")
    void docs() {
        assertEquals(Path.of("docs"), Plan.of(List.of("--docs", "docs")).docs());
    }

    @Test
    @DisplayName("An option or a part that does not exist is named, and an option without a value")
    void unknown() {
        assertTrue(refused("--turns", "2").contains("--turns"));
        assertTrue(refused("--warm.rounds", "2").contains("--warm.rounds"));
        assertTrue(refused("--only", "warm").contains("warm"));
        assertTrue(refused("--cold.turns", "2").contains("--turns"));
        assertTrue(refused("--rounds", "2", "--cold.rounds").contains("--rounds"));
    }

    private static List<Integer> numbers(Plan plan, Part part, String... names) {
        Options options = plan.parts().get(part);
        return List.of(names).stream().map(options::number).toList();
    }

    private static String refused(String... arguments) {
        return assertThrows(IllegalArgumentException.class, () -> Plan.of(List.of(arguments)))
                .getMessage();
    }
}
