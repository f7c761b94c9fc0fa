package dev.pluginhost.cli.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportStage;
import dev.pluginhost.Reason;
import dev.pluginhost.TimelineEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A flight recording")
class RecordingTest {

    @TempDir
    Path directory;

    /** The host's event, and one field more. */
    @Name(RecordingReader.EVENT)
    @StackTrace(false)
    static final class ImportEvent extends Event {
        String plugin = "";
        String version = "";
        String location = "/plugins/some.jar";
        String prerequisites = "";
        String requestedBy = Phase.START;
        String importThread = "pluginhost-import-1";
        String outcome = "IMPORTED";
        String reason = "";
        String message = "";
        String ofALaterVersion = "unknown here";

        @Timespan(Timespan.NANOSECONDS)
        long find = 1_000;

        @Timespan(Timespan.NANOSECONDS)
        long plan = 2_000;

        @Timespan(Timespan.NANOSECONDS)
        long queue = 3_000_000;

        @Timespan(Timespan.NANOSECONDS)
        long open = 4_000_000;

        @Timespan(Timespan.NANOSECONDS)
        long resolve = 5_000_000;

        @Timespan(Timespan.NANOSECONDS)
        long define = 6_000_000;

        @Timespan(Timespan.NANOSECONDS)
        long start = 7_000_000;

        ImportEvent(String plugin) {
            this.plugin = plugin;
        }
    }

    /** The same event of a host that records less. */
    @Name(RecordingReader.EVENT)
    @StackTrace(false)
    static final class ShortImportEvent extends Event {
        String plugin = "short";
        long start = 2_000_000; // without its unit
    }

    @Name("acme.Other")
    static final class OtherEvent extends Event {
        int number;
    }

    @Test
    @DisplayName("gives all that an import's event has")
    void everything() throws IOException {
        ImportEvent event = new ImportEvent("acme.weather");
        event.version = "1.2.3";
        event.prerequisites = "acme.core,acme.clock";

        TimelineEntry entry = read(record(event)).get(0);

        assertEquals("acme.weather", entry.name());
        assertEquals("1.2.3", entry.version().orElseThrow().toString());
        assertEquals(List.of("acme.core", "acme.clock"), entry.prerequisites());
        assertEquals(Phase.START, entry.trace().requestedBy());
        assertEquals("pluginhost-import-1", entry.trace().thread());
        assertEquals(Duration.ofNanos(1_000), entry.trace().time(ImportStage.FIND));
        assertEquals(Duration.ofMillis(7), entry.trace().time(ImportStage.START));
        assertEquals(Duration.ofNanos(25_003_000), entry.trace().total());
        assertEquals(Optional.empty(), entry.failure());
    }

    @Test
    @DisplayName("places the request before the time in the queue")
    void requestedAt() throws IOException {
        ImportEvent event = new ImportEvent("acme.weather");
        event.queue = Duration.ofHours(1).toNanos();
        Instant before = Instant.now().minus(Duration.ofMinutes(61));

        TimelineEntry entry = read(record(event)).get(0);

        assertTrue(entry.trace().requestedAt().isAfter(before), entry.trace().requestedAt() + " after " + before);
        assertTrue(entry.trace().requestedAt().isBefore(before.plus(Duration.ofMinutes(2))));
    }

    @Test
    @DisplayName("gives why an import failed, and which stages it did not reach")
    void failure() throws IOException {
        ImportEvent event = new ImportEvent("acme.broken");
        event.outcome = "FAILED";
        event.reason = "UNRESOLVABLE";
        event.message = "Module x not found, required by acme.broken; install it";
        event.define = -1;
        event.start = -1;

        TimelineEntry entry = read(record(event)).get(0);

        assertEquals(Reason.UNRESOLVABLE, entry.failure().orElseThrow().reason());
        assertEquals(ImportStage.RESOLVE, entry.failure().orElseThrow().stage());
        assertEquals(event.message, entry.failure().orElseThrow().message());
        assertEquals(5, entry.trace().times().size());
    }

    @Test
    @DisplayName("of another version is read: unknown reasons stay in the message, missing fields are empty")
    void otherVersions() throws IOException {
        ImportEvent newer = new ImportEvent("acme.newer");
        newer.outcome = "FAILED";
        newer.reason = "STRUCK_BY_LIGHTNING";
        newer.message = "it thundered";
        newer.version = "not a version at all";

        List<TimelineEntry> entries = read(record(newer, new ShortImportEvent()));

        assertEquals(
                "STRUCK_BY_LIGHTNING: it thundered",
                entries.get(0).failure().orElseThrow().message());
        assertEquals("short", entries.get(1).name());
        assertEquals(Duration.ofMillis(2), entries.get(1).trace().time(ImportStage.START));
        assertEquals("", entries.get(1).trace().thread());
    }

    @Test
    @DisplayName("with events of others among ours gives ours")
    void others() throws IOException {
        Path recording = record(new OtherEvent(), new ImportEvent("a"), new OtherEvent(), new ImportEvent("b"));

        assertEquals(
                List.of("a", "b"),
                read(recording).stream().map(TimelineEntry::name).toList());
    }

    @Test
    @DisplayName("without an import is an empty timeline")
    void none() throws IOException {
        assertTrue(Timeline.read(record(new OtherEvent())).isEmpty());
    }

    @Test
    @DisplayName("of several parts is read as a whole")
    void parts() throws IOException {
        assertEquals(
                List.of("a", "b"),
                read(join(record(new ImportEvent("a")), record(new ImportEvent("b")))).stream()
                        .map(TimelineEntry::name)
                        .toList());
    }

    @Test
    @DisplayName("that is cut off is read as far as it goes, and the timeline says so")
    void cutOff() throws IOException {
        Path first = record(new ImportEvent("a"));
        Path whole = join(first, record(new ImportEvent("b")));
        byte[] bytes = Files.readAllBytes(whole);
        for (double share : List.of(0.00001, 0.5, 0.9)) {
            int length = (int) (Files.size(first) + share * (bytes.length - Files.size(first)));
            Path cut = Files.write(directory.resolve("cut-" + share + ".jfr"), Arrays.copyOf(bytes, length));

            Timeline timeline = Timeline.read(cut);

            assertEquals("a", timeline.imports().get(0).name());
            assertEquals(1, timeline.imports().size());
            assertEquals(1, timeline.notes().size(), "cut at " + share);
            assertTrue(timeline.page().contains(timeline.notes().get(0)), "the page says it");
        }
    }

    @Test
    @DisplayName("with damaged bytes never ends in anything but a timeline or an IOException")
    void damaged() throws IOException {
        byte[] bytes;
        try (InputStream recording =
                new GZIPInputStream(Objects.requireNonNull(RecordingTest.class.getResourceAsStream("two.jfr.gz")))) {
            bytes = recording.readAllBytes();
        }
        Random random = new Random(7);
        for (int i = 0; i < 15; i++) {
            byte[] damaged = bytes.clone();
            for (int n = 0; n < 20; n++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Path file = Files.write(directory.resolve("damaged.jfr"), damaged);
            assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
                try {
                    Timeline.read(file).page();
                } catch (IOException expected) {
                    assertTrue(expected.toString().length() > 5);
                }
            });
        }
    }

    @Test
    @DisplayName("that is none is refused")
    void foreign() throws IOException {
        Path text = Files.writeString(directory.resolve("notes.txt"), "not a recording");
        Path empty = Files.createFile(directory.resolve("empty.jfr"));

        assertThrows(IOException.class, () -> Timeline.read(text));
        assertThrows(IOException.class, () -> Timeline.read(empty));
        assertThrows(IOException.class, () -> Timeline.read(directory.resolve("missing.jfr")));
        assertThrows(IOException.class, () -> Timeline.read(directory));
    }

    private static List<TimelineEntry> read(Path recording) throws IOException {
        return Timeline.read(recording).imports().stream()
                .sorted(Comparator.comparing(TimedImport::name))
                .map(TimedImport::entry)
                .toList();
    }

    private Path join(Path first, Path second) throws IOException {
        Path joined = Files.copy(
                first, Files.createTempFile(directory, "joined", ".jfr"), StandardCopyOption.REPLACE_EXISTING);
        Files.write(joined, Files.readAllBytes(second), StandardOpenOption.APPEND);
        return joined;
    }

    private Path record(Event... events) throws IOException {
        return record(directory, events);
    }

    /** A recording with some events. */
    static Path record(Path directory, Event... events) throws IOException {
        Path file = Files.createTempFile(directory, "recording", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(RecordingReader.EVENT);
            recording.enable("acme.Other");
            recording.start();
            for (Event event : events) {
                event.begin();
                event.commit();
            }
            recording.stop();
            recording.dump(file);
        }
        return file;
    }
}
