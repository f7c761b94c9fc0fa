package dev.pluginhost.cli.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Reason;
import dev.pluginhost.TimelineEntry;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Plugins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.Recording;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The timeline of a real host")
class RealStartTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("is the same from a recording and from the host")
    void recorded() throws Exception {
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        Plugins.jars(
                plugins,
                PluginSource.plugin("acme.core").version("1.4").eager(),
                PluginSource.plugin("acme.weather").requires("acme.core").eager(),
                PluginSource.plugin("acme.broken").eager().onStart("throw new IllegalStateException(\"no licence\");"),
                PluginSource.plugin("acme.sun").requires("acme.weather").background());
        Path file = directory.resolve("start.jfr");
        List<TimelineEntry> live;
        try (Recording recording = new Recording()) {
            recording.start();
            try (PluginHost host = PluginHost.builder()
                    .plugins(plugins)
                    .noIndex()
                    .importThreads(2)
                    .build()) {
                host.start();
                host.importModule("acme.sun");
                live = host.timeline();
            }
            recording.stop();
            recording.dump(file);
        }

        Timeline timeline = Timeline.read(file);

        assertEquals(Set.of("acme.core", "acme.weather", "acme.broken", "acme.sun"), names(timeline));
        TimedImport first = named(timeline, "acme.core");
        assertEquals("1.4", first.entry().version().orElseThrow().toString());
        assertEquals(Phase.START, first.entry().trace().requestedBy());
        assertTrue(first.thread().startsWith("pluginhost-import-"), first.thread());
        TimedImport needy = named(timeline, "acme.weather");
        assertEquals(List.of(first), timeline.prerequisites().of(needy));
        assertTrue(first.end() <= needy.begun() + Prerequisites.TOLERANCE, first + " before " + needy);
        assertTrue(needy.stage(ImportStage.START) > 0);
        TimedImport broken = named(timeline, "acme.broken");
        assertEquals(Reason.START_FAILED, broken.entry().failure().orElseThrow().reason());
        assertTrue(broken.entry().failure().orElseThrow().message().contains("no licence"));
        assertPath(timeline);

        Timeline ofHost = Timeline.of(live, "host");
        assertPath(ofHost);
        for (TimedImport one : timeline.imports()) {
            TimelineEntry same = named(ofHost, one.name()).entry();
            assertEquals(
                    same.trace().times().keySet(), one.entry().trace().times().keySet(), one.name());
            assertEquals(same.prerequisites(), one.entry().prerequisites(), one.name());
            assertEquals(same.trace().total(), one.entry().trace().total(), one.name());
        }
    }

    /** The path ends with the phase, and has no gaps. */
    private static void assertPath(Timeline timeline) {
        for (Phase phase : timeline.phases()) {
            long at = phase.path().get(0).from();
            for (Phase.Step step : phase.path()) {
                assertEquals(at, step.from(), step.toString());
                at = step.to();
            }
            assertEquals(phase.to(), at);
            assertEquals(
                    phase.imports().stream().mapToLong(TimedImport::end).max().orElseThrow(),
                    at,
                    "the end of the last import");
        }
        List<Phase> byLength = timeline.phases().stream()
                .sorted(Comparator.comparingInt((Phase phase) -> phase.imports().size())
                        .reversed())
                .toList();
        assertTrue(byLength.get(0).imports().size() >= 3, "the eager plugins are one phase");
    }

    private static Set<String> names(Timeline timeline) {
        Set<String> names = new TreeSet<>();
        timeline.imports().forEach(one -> names.add(one.name()));
        return names;
    }

    private static TimedImport named(Timeline timeline, String name) {
        return timeline.imports().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
