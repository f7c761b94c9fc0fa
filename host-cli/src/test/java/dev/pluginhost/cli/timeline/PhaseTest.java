package dev.pluginhost.cli.timeline;

import static dev.pluginhost.cli.timeline.Starts.plugin;
import static dev.pluginhost.cli.timeline.Starts.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The phases of a timeline")
class PhaseTest {

    @Test
    @DisplayName("tell the eager plugins of a start from the background plugins that follow")
    void background() {
        Timeline timeline = timeline(
                plugin("eager").on(1).runs(1, 40),
                plugin("quick").on(2).runs(1, 2),
                plugin("background").requested(41, Phase.START).on(1).runs(42, 60),
                plugin("another").requested(41, Phase.START).on(2).runs(42, 90));

        assertEquals(List.of("START eager, quick", "BACKGROUND background, another"), phases(timeline));
    }

    @Test
    @DisplayName("do not part a start of which a plugin ends before another is requested by code")
    void oneStart() {
        Timeline timeline = timeline(
                plugin("first").on(1).runs(1, 2),
                plugin("second").on(2).runs(1, 30),
                plugin("on.request")
                        .requested(35, "app/App.run(App.java:3)")
                        .on(1)
                        .runs(36, 40));

        assertEquals(List.of("START first, second, on.request"), phases(timeline));
    }

    @Test
    @DisplayName("end where nothing is requested for a second")
    void pause() {
        Timeline timeline = timeline(
                plugin("first").on(1).runs(0, 500),
                plugin("soon").requested(1_400, "app/App.run(App.java:3)").on(1).runs(1_400, 1_500),
                plugin("later")
                        .requested(60_000, "app/App.run(App.java:9)")
                        .on(1)
                        .runs(60_000, 60_100));

        assertEquals(List.of("START first, soon", "REQUESTS later"), phases(timeline));
    }

    @Test
    @DisplayName("hold two starts apart that are in one recording")
    void twoStarts() {
        Timeline timeline = timeline(
                plugin("a").on(1).runs(0, 20),
                plugin("a").requested(30_000, Phase.START).on(1).runs(30_000, 30_010));

        assertEquals(List.of("START a", "START a"), phases(timeline));
    }

    private static List<String> phases(Timeline timeline) {
        return timeline.phases().stream()
                .map(phase -> phase.kind() + " "
                        + String.join(
                                ", ",
                                phase.imports().stream().map(TimedImport::name).toList()))
                .toList();
    }
}
