package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.benchmarks.report.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VerdictsTest {

    private final Map<Setting, Rounds> rounds = new LinkedHashMap<>();

    @Test
    @DisplayName(
            "All plugins are wanted faster and no heavier than with PF4J, with an archive much faster, and than one layer")
    void all() {
        add(Task.ALL, Variant.HOST, 600);
        add(Task.ALL, Variant.HOST_ARCHIVE, 400);
        add(Task.ALL, Variant.PF4J, 1000);
        add(Task.ALL, Variant.ONE_LAYER, 1200);

        assertEquals(
                List.of(
                        "time: all of 9 plugins, flat / PF4J ≤ 0.7: 0.60 (0.60–0.60)",
                        "time: all of 9 plugins, flat, with a class archive / PF4J ≤ 0.5: 0.40 (0.40–0.40)",
                        "time: all of 9 plugins, flat / one layer for all ≤ 0.75: 0.50 (0.50–0.50)",
                        "heap per imported plugin: all of 9 plugins, flat / PF4J ≤ 1.0: 0.60 (0.60–0.60)",
                        "metaspace per imported plugin: all of 9 plugins, flat / PF4J ≤ 1.0: 0.60 (0.60–0.60)"),
                verdicts());
    }

    @Test
    @DisplayName("One plugin is wanted as fast as with JBoss Modules, and not much slower when many are installed")
    void one() {
        add(Task.ONE, Variant.HOST, 90);
        add(Task.ONE, Variant.JBOSS, 100);
        add(Task.ONE_OF_MANY, Variant.HOST, 135);

        assertEquals(
                List.of(
                        "time: one of 9 plugins, flat / JBoss Modules ≤ 1.0: 0.90 (0.90–0.90)",
                        "time: one of 90 plugins, flat / itself, one of 9 ≤ 2.0: 1.50 (1.50–1.50)"),
                verdicts());
    }

    @Test
    @DisplayName("Of what was not measured nothing is said")
    void nothing() {
        add(Task.ALL, Variant.HOST, 600);

        assertEquals(List.of(), verdicts());
    }

    private void add(Task task, Variant variant, long value) {
        rounds.computeIfAbsent(new Setting(Shape.FLAT, task), none -> new Rounds())
                .add(variant, new Measurement(value, value, value, 0));
    }

    private List<String> verdicts() {
        Results results = new Results(Options.of(List.of("--plugins", "9")), rounds, Map.of(), List.of());
        return Verdicts.of(results).stream().map(VerdictsTest::text).toList();
    }

    private static String text(Verdict verdict) {
        return verdict.what() + " / " + verdict.rival() + " ≤ " + verdict.wantedAtMost() + ": " + verdict.ratio();
    }
}
