package dev.pluginhost.cli.timeline;

import static dev.pluginhost.cli.timeline.Starts.plugin;
import static dev.pluginhost.cli.timeline.Starts.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportStage;
import dev.pluginhost.Reason;
import dev.pluginhost.cli.timeline.Starts.Given;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The lanes of a timeline")
class LaneTest {

    @Test
    @DisplayName("are the import threads in the order of their numbers, and last the imports without a thread")
    void order() {
        Timeline timeline = timeline(
                plugin("refused")
                        .on("")
                        .stage(ImportStage.PLAN, Duration.ofMillis(1))
                        .fails(Reason.MISSING, "missing"),
                plugin("c").on(10).runs(0, 10),
                plugin("b").on(2).runs(0, 10),
                plugin("a").on(1).runs(0, 10));

        assertEquals(
                List.of("pluginhost-import-1", "pluginhost-import-2", "pluginhost-import-10", "no import thread"),
                timeline.lanes().stream().map(Lane::label).toList());
    }

    @Test
    @DisplayName("have a further row for an import that ran within another on the same thread")
    void nested() {
        Timeline timeline = timeline(
                plugin("outer").on(1).runs(0, 100),
                plugin("inner")
                        .requested(10, "outer/acme.Outer.start(Outer.java:7)")
                        .on(1)
                        .runs(10, 60),
                plugin("next").on(1).runs(100, 120));

        Lane lane = timeline.lanes().get(0);
        assertEquals(
                List.of(List.of("outer", "next"), List.of("inner")),
                lane.rows().stream()
                        .map(row -> row.stream().map(TimedImport::name).toList())
                        .toList());
    }

    @Test
    @DisplayName("are shared by threads that did not run at the same time, if there are many")
    void shared() {
        Given[] given = new Given[200];
        for (int i = 0; i < given.length; i++) {
            given[i] = plugin("p" + i).on(i + 1).runs(10L * (i / 2), 10L * (i / 2) + 10);
        }

        List<Lane> lanes = timeline(given).lanes();

        assertEquals(2, lanes.size());
        assertEquals("pluginhost-import-1 +99", lanes.get(0).label());
        Set<String> threads = new HashSet<>();
        lanes.forEach(lane -> threads.addAll(lane.threads()));
        assertEquals(200, threads.size());
    }

    @Test
    @DisplayName("hold each import once, and no two at one time in a row")
    void complete() {
        Timeline timeline = Timeline.of(Starts.many(3_000, 40), "test");

        List<TimedImport> all = new ArrayList<>();
        for (Lane lane : timeline.lanes()) {
            for (List<TimedImport> row : lane.rows()) {
                for (int i = 1; i < row.size(); i++) {
                    assertTrue(
                            row.get(i).begun() >= row.get(i - 1).end() - 50_000,
                            row.get(i).toString());
                }
                all.addAll(row);
            }
        }
        assertEquals(3_000, all.size());
        assertEquals(new HashSet<>(timeline.imports()), new HashSet<>(all));
    }
}
