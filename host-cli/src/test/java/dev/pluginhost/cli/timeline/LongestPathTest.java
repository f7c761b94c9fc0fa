package dev.pluginhost.cli.timeline;

import static dev.pluginhost.cli.timeline.Starts.plugin;
import static dev.pluginhost.cli.timeline.Starts.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Reason;
import dev.pluginhost.cli.timeline.Phase.Step;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The longest path")
class LongestPathTest {

    @Test
    @DisplayName("leads through the prerequisite that ended last")
    void prerequisites() {
        Timeline timeline = timeline(
                plugin("short").on(1).runs(0, 10),
                plugin("long").on(2).runs(0, 50),
                plugin("last").on(1).needs("short", "long").runs(50, 70));

        assertPath(timeline, "0-50 long REQUESTED", "50-70 last PREREQUISITE long");
    }

    @Test
    @DisplayName("leads through the import that kept the thread busy")
    void threads() {
        Timeline timeline = timeline(
                plugin("base").on(1).runs(0, 5),
                plugin("slow").on(1).runs(5, 45),
                plugin("other").on(2).runs(0, 30),
                plugin("last").on(1).needs("base").runs(45, 60));

        assertPath(timeline, "0-5 base REQUESTED", "5-45 slow THREAD base", "45-60 last THREAD slow");
    }

    @Test
    @DisplayName("leads through another thread's import if a new thread took the place of that thread")
    void replacedThread() {
        Timeline timeline =
                timeline(plugin("slow").on(1).runs(0, 40), plugin("last").on(2).runs(40, 60));

        assertPath(timeline, "0-40 slow REQUESTED", "40-60 last THREAD slow");
    }

    @Test
    @DisplayName("gives the time of an import that a plugin's code asked for to that import")
    void nested() {
        Timeline timeline = timeline(
                plugin("outer").on(1).runs(0, 100),
                plugin("inner")
                        .requested(20, "outer/acme.Outer.start(Outer.java:7)")
                        .on(2)
                        .runs(25, 80));

        assertPath(timeline, "0-20 outer REQUESTED", "20-80 inner ASKED outer (queue 5)", "80-100 outer RESUMED inner");
    }

    @Test
    @DisplayName("leads from the prerequisites of an import to the plugin that asked for it")
    void nestedWithPrerequisite() {
        String by = "outer/acme.Outer.start(Outer.java:7)";
        Timeline timeline = timeline(
                plugin("outer").on(1).runs(0, 100),
                plugin("base").requested(10, by).on(2).runs(10, 40),
                plugin("inner").requested(10, by).on(2).needs("base").runs(40, 60));

        assertPath(
                timeline,
                "0-10 outer REQUESTED",
                "10-40 base ASKED outer",
                "40-60 inner PREREQUISITE base",
                "60-100 outer RESUMED inner");
    }

    @Test
    @DisplayName("says how long an import waited for what the timeline does not show")
    void unseenWait() {
        Timeline timeline = timeline(plugin("late").on(1).runs(30, 40));

        assertPath(timeline, "0-40 late REQUESTED (queue 30)");
    }

    @Test
    @DisplayName("takes a failed import for what it is: time that was spent")
    void failed() {
        Timeline timeline = timeline(
                plugin("broken").on(1).runs(0, 80).fails(Reason.START_FAILED, "broken"),
                plugin("fine").on(2).runs(0, 20));

        assertPath(timeline, "0-80 broken REQUESTED");
    }

    @Test
    @DisplayName("does not mistake an earlier import of the same name for a prerequisite")
    void again() {
        Timeline timeline = timeline(
                plugin("base").on(1).runs(0, 10),
                plugin("user").on(1).needs("base").runs(10, 30),
                plugin("base")
                        .requested(100, "app/App.reload(App.java:1)")
                        .on(1)
                        .runs(100, 140),
                plugin("user")
                        .requested(100, "app/App.reload(App.java:1)")
                        .on(1)
                        .needs("base")
                        .runs(140, 150));

        List<Step> path = timeline.phases().get(0).path();
        assertEquals("user", path.get(path.size() - 1).of().name());
        assertEquals(2, path.get(0).of().index(), "the second import of base, where the path begins");
        assertEquals(2, path.size());
        TimedImport firstUser = timeline.imports().get(1);
        assertEquals(
                List.of(timeline.imports().get(0)), timeline.prerequisites().of(firstUser));
    }

    @Test
    @DisplayName("adds up to the time of the phase, without gaps, in starts of any size")
    void addsUp() {
        for (int plugins : List.of(1, 2, 7, 100, 2_000)) {
            for (int threads : List.of(1, 3, 16)) {
                Phase phase = Timeline.of(Starts.many(plugins, threads), "test")
                        .phases()
                        .get(0);
                long at = phase.from();
                for (Step step : phase.path()) {
                    assertEquals(at, step.from(), step.toString());
                    assertTrue(step.from() <= step.begun() && step.begun() <= step.to(), step.toString());
                    at = step.to();
                }
                assertEquals(phase.to(), at);
            }
        }
    }

    @Test
    @DisplayName("ends, however contradictory the times are")
    void contradictory() {
        Timeline timeline = timeline(
                plugin("a").on(1).needs("b").runs(0, 0),
                plugin("b").on(1).needs("a").runs(0, 0),
                plugin("c").requested(0, "d/D.start(D.java:1)").on(1).needs("c").runs(0, 50),
                plugin("d").requested(0, "c/C.start(C.java:1)").on(1).needs("c").runs(0, 50));

        List<Step> path = timeline.phases().get(0).path();
        assertTrue(path.size() <= 8, path.toString());
        assertEquals(50, millis(path.get(path.size() - 1).to()));
    }

    private static void assertPath(Timeline timeline, String... steps) {
        assertEquals(1, timeline.phases().size(), "phases");
        List<String> path = timeline.phases().get(0).path().stream()
                .map(step -> millis(step.from()) + "-" + millis(step.to()) + " "
                        + step.of().name() + " " + step.cause()
                        + (step.cause() == Phase.Cause.REQUESTED
                                ? ""
                                : " " + step.after().name())
                        + (step.begun() > step.from() ? " (queue " + millis(step.begun() - step.from()) + ")" : ""))
                .toList();
        assertEquals(List.of(steps), path);
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
