package dev.pluginhost.cli.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.pluginhost.cli.PluginHostCli;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The command timeline")
class TimelineCommandTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("prints a summary, or JSON")
    void summary() throws IOException {
        Path recording = RecordingTest.record(directory, new RecordingTest.ImportEvent("acme.weather"));

        assertEquals(0, run("timeline", recording.toString()), err::toString);
        assertTrue(out.toString().startsWith("1 import on 1 thread within 25.0 ms, 0 failed"), out.toString());
        assertTrue(out.toString().contains("Longest path (start, 1 import): 25.0 ms"), out.toString());

        out.getBuffer().setLength(0);
        assertEquals(0, run("timeline", recording.toString(), "--json"), err::toString);
        assertEquals(
                "acme.weather",
                JsonParser.parseString(out.toString())
                        .getAsJsonObject()
                        .getAsJsonArray("imports")
                        .get(0)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString());
        assertEquals("", err.toString());
    }

    @Test
    @DisplayName("writes a page and a trace")
    void files() throws IOException {
        Path recording = RecordingTest.record(directory, new RecordingTest.ImportEvent("acme.weather"));
        Path page = directory.resolve("start.html");
        Path trace = directory.resolve("trace.json");

        assertEquals(
                0, run("timeline", recording.toString(), "-o", page.toString(), "-o", trace.toString()), err::toString);

        assertTrue(Files.readString(page).startsWith("<!DOCTYPE html>"));
        assertTrue(Files.readString(page).contains("\"name\":\"acme.weather\""));
        assertTrue(JsonParser.parseString(Files.readString(trace))
                .getAsJsonObject()
                .has("traceEvents"));
        assertEquals(2, out.toString().lines().count(), out.toString());
        assertTrue(out.toString().startsWith(page + ": 1 import on 1 thread within 25.0 ms, 0 failed"), out.toString());
    }

    @Test
    @DisplayName("says how to record if a recording has no import, or is none")
    void nothing() throws IOException {
        Path empty = RecordingTest.record(directory);
        Path text = Files.writeString(directory.resolve("start.txt"), "not a recording");

        assertEquals(1, run("timeline", empty.toString()));
        assertEquals(1, run("timeline", text.toString()));

        assertEquals(2, err.toString().lines().count(), err.toString());
        assertTrue(
                err.toString()
                        .lines()
                        .allMatch(line -> line.endsWith("java -XX:StartFlightRecording:filename=start.jfr")),
                err.toString());
        assertEquals("", out.toString());

        assertEquals(1, run("timeline", empty.toString(), "--json"));
        assertEquals(
                0,
                JsonParser.parseString(out.toString())
                        .getAsJsonObject()
                        .getAsJsonArray("imports")
                        .size());
    }

    @Test
    @DisplayName("refuses a file that is not there, and a kind of output that it does not know")
    void usage() throws IOException {
        Path recording = RecordingTest.record(directory, new RecordingTest.ImportEvent("acme.weather"));

        assertEquals(2, run("timeline", directory.resolve("missing.jfr").toString()));
        assertEquals(
                2,
                run(
                        "timeline",
                        recording.toString(),
                        "-o",
                        directory.resolve("start.png").toString()));
        assertEquals(
                2,
                run(
                        "timeline",
                        recording.toString(),
                        "-o",
                        directory.resolve("missing/start.html").toString()));

        assertEquals(3, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("missing.jfr does not exist; correct the path"), err.toString());
        assertTrue(err.toString().contains("end its name in .html for a page"), err.toString());
        assertEquals("", out.toString());
    }

    private int run(String... arguments) {
        return PluginHostCli.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }
}
