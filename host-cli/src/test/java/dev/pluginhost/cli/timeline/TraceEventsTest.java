package dev.pluginhost.cli.timeline;

import static dev.pluginhost.cli.timeline.Starts.plugin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.pluginhost.ImportStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file in the Trace Event format")
class TraceEventsTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("has a named process, named threads, slices in microseconds, and an arrow from each prerequisite")
    void shape() throws Exception {
        List<JsonObject> events = events(Timeline.of(
                List.of(
                        plugin("base").on(1).runs(0, 10).entry(),
                        plugin("user")
                                .on(2)
                                .needs("base", "imported.before")
                                .stage(ImportStage.QUEUE, Duration.ofMillis(12))
                                .stage(ImportStage.OPEN, Duration.ofNanos(1_234_567))
                                .stage(ImportStage.START, Duration.ofMillis(5))
                                .entry()),
                "start.jfr"));

        assertEquals(
                "PluginHost: start.jfr",
                only(events, "M", "process_name")
                        .getAsJsonObject("args")
                        .get("name")
                        .getAsString());
        assertEquals(
                List.of("pluginhost-import-1", "pluginhost-import-2"),
                events.stream()
                        .filter(event -> event.get("name").getAsString().equals("thread_name"))
                        .map(event -> event.getAsJsonObject("args").get("name").getAsString())
                        .toList());
        JsonObject user = only(events, "X", "user");
        assertEquals(12_000.0, user.get("ts").getAsDouble());
        assertEquals(6_234.567, user.get("dur").getAsDouble());
        JsonObject open = only(events, "X", "open", user.get("tid").getAsInt());
        assertEquals(12_000.0, open.get("ts").getAsDouble());
        assertEquals(1_234.567, open.get("dur").getAsDouble());
        JsonObject from = only(events, "s", "prerequisite");
        JsonObject to = only(events, "f", "prerequisite");
        assertEquals(from.get("id"), to.get("id"));
        assertEquals("e", to.get("bp").getAsString());
        assertWithin(from, only(events, "X", "base"));
        assertWithin(to, user);
    }

    @Test
    @DisplayName(
            "is valid for a start with many plugins: slices nest on their thread, and arrows begin and end within slices")
    void many() throws Exception {
        List<JsonObject> events = events(Timeline.of(Starts.many(500, 4), "many"));

        Map<Integer, List<JsonObject>> tracks = new HashMap<>();
        Map<Integer, JsonObject> begun = new HashMap<>();
        int arrows = 0;
        for (JsonObject event : events) {
            assertEquals(1, event.get("pid").getAsInt());
            switch (event.get("ph").getAsString()) {
                case "X" -> {
                    assertTrue(
                            event.get("ts").getAsDouble() >= 0
                                    && event.get("dur").getAsDouble() >= 0,
                            event.toString());
                    tracks.computeIfAbsent(event.get("tid").getAsInt(), track -> new ArrayList<>())
                            .add(event);
                }
                case "s" -> begun.put(event.get("id").getAsInt(), event);
                case "f" -> {
                    JsonObject from = begun.remove(event.get("id").getAsInt());
                    assertTrue(from.get("ts").getAsDouble() <= event.get("ts").getAsDouble(), event.toString());
                    arrows++;
                }
                default -> assertEquals("M", event.get("ph").getAsString());
            }
        }
        assertEquals(Map.of(), begun, "arrows without an end");
        assertTrue(arrows > 100, () -> "arrows");
        assertEquals(4, tracks.size());
        tracks.values().forEach(TraceEventsTest::assertNested);
    }

    private static void assertNested(List<JsonObject> slices) {
        List<Double> open = new ArrayList<>();
        for (JsonObject slice : slices) {
            double from = slice.get("ts").getAsDouble();
            double to = from + slice.get("dur").getAsDouble();
            while (!open.isEmpty() && open.get(open.size() - 1) <= from + 0.0005) {
                open.remove(open.size() - 1);
            }
            assertTrue(open.isEmpty() || to <= open.get(open.size() - 1) + 0.0005, slice.toString());
            open.add(to);
        }
    }

    private static void assertWithin(JsonObject moment, JsonObject slice) {
        double at = moment.get("ts").getAsDouble();
        double from = slice.get("ts").getAsDouble();
        assertEquals(slice.get("tid"), moment.get("tid"));
        assertTrue(from <= at && at <= from + slice.get("dur").getAsDouble(), moment.toString());
    }

    private static JsonObject only(List<JsonObject> events, String phase, String name, int... track) {
        List<JsonObject> found = events.stream()
                .filter(event -> event.get("ph").getAsString().equals(phase)
                        && event.get("name").getAsString().equals(name)
                        && (track.length == 0 || event.get("tid").getAsInt() == track[0]))
                .toList();
        assertEquals(1, found.size(), phase + " " + name);
        return found.get(0);
    }

    private List<JsonObject> events(Timeline timeline) throws Exception {
        Path file = directory.resolve("trace.json");
        timeline.writeTrace(file);
        JsonObject trace = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        assertEquals("ms", trace.get("displayTimeUnit").getAsString());
        List<JsonObject> events = new ArrayList<>();
        for (JsonElement event : trace.getAsJsonArray("traceEvents")) {
            events.add(event.getAsJsonObject());
        }
        return events;
    }
}
