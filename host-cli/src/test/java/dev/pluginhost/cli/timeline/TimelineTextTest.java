package dev.pluginhost.cli.timeline;

import static dev.pluginhost.cli.timeline.Starts.plugin;
import static dev.pluginhost.cli.timeline.Starts.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.pluginhost.Reason;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The summary of a timeline")
class TimelineTextTest {

    private static Timeline start() {
        return timeline(
                plugin("acme.core").on(1).runs(0, 40),
                plugin("acme.weather").on(2).needs("acme.core").runs(40, 240),
                plugin("acme.broken")
                        .on(1)
                        .runs(40, 60)
                        .fails(Reason.START_FAILED, "Plugin acme.broken failed to start"));
    }

    @Test
    @DisplayName("names the slowest imports, the longest path and the failures")
    void text() {
        assertEquals("""
                3 imports on 2 threads within 240 ms, 1 failed (test)

                Slowest imports
                                         IMPORT      queue       open    resolve     define      start  thread
                  acme.weather 1.2.0     200 ms    40.0 ms       0 ms       0 ms       0 ms     200 ms  pluginhost-import-2
                  acme.core 1.2.0       40.0 ms       0 ms       0 ms       0 ms       0 ms    40.0 ms  pluginhost-import-1
                  acme.broken 1.2.0     20.0 ms    40.0 ms       0 ms       0 ms       0 ms    20.0 ms  pluginhost-import-1

                Longest path (start, 3 imports): 240 ms
                    40.0 ms  acme.core 1.2.0     requested by PluginHost.start
                     200 ms  acme.weather 1.2.0  after its prerequisite acme.core

                Failed imports
                  acme.broken 1.2.0: Plugin acme.broken failed to start
                """, start().summary().replace(System.lineSeparator(), "\n"));
    }

    @Test
    @DisplayName("as JSON has every import with its stages, and the longest path of each phase")
    void json() {
        JsonObject json = JsonParser.parseString(start().json()).getAsJsonObject();

        JsonObject weather = json.getAsJsonArray("imports").get(1).getAsJsonObject();
        assertEquals("acme.weather", weather.get("name").getAsString());
        assertEquals("IMPORTED", weather.get("outcome").getAsString());
        assertEquals(
                200_000_000, weather.getAsJsonObject("stageNanos").get("START").getAsLong());
        assertEquals("acme.core", weather.getAsJsonArray("prerequisites").get(0).getAsString());
        JsonObject broken = json.getAsJsonArray("imports").get(2).getAsJsonObject();
        assertEquals(
                "START_FAILED", broken.getAsJsonObject("failure").get("reason").getAsString());
        JsonObject phase = json.getAsJsonArray("phases").get(0).getAsJsonObject();
        assertEquals("START", phase.get("kind").getAsString());
        JsonObject step = phase.getAsJsonArray("longestPath").get(1).getAsJsonObject();
        assertEquals("PREREQUISITE", step.get("cause").getAsString());
        assertEquals("acme.core", step.get("after").getAsString());
    }

    @Test
    @DisplayName("moves no cursor and forges no line, whatever a plugin is called")
    void hostile() {
        String summary = timeline(plugin("acme\u001b[2J\nacme.fine 1.0 imported")
                        .on("a\rb")
                        .runs(0, 10))
                .summary();

        assertFalse(
                summary.contains("\u001b")
                        || summary.replace(System.lineSeparator(), "").matches("(?s).*[\r\n].*"),
                summary);
        assertTrue(summary.contains("acme\\u001b[2J\\nacme.fine"), summary);
    }

    @Test
    @DisplayName("gives times with three digits")
    void times() {
        assertEquals("0 ms", TimelineText.time(0));
        assertEquals("850 ns", TimelineText.time(850));
        assertEquals("1.00 µs", TimelineText.time(1_000));
        assertEquals("12.3 µs", TimelineText.time(12_345));
        assertEquals("1.00 ms", TimelineText.time(999_999));
        assertEquals("123 ms", TimelineText.time(123_456_789));
        assertEquals("1.00 s", TimelineText.time(999_999_999));
        assertEquals("3600 s", TimelineText.time(3_600_000_000_000L));
    }
}
