package dev.pluginhost.cli.timeline;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.Reason;
import dev.pluginhost.TimelineEntry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Reads the imports from a flight recording. Fields that it does not know do not matter, and those that are missing are empty. */
final class RecordingReader {

    /** The event that each import is. */
    static final String EVENT = "dev.pluginhost.Import";

    /** More imports than a page can show; the recording of a host that imports again and again for days. */
    static final int MOST = 100_000;

    private static final String CUT_OFF = "The end of the recording is missing, and with it later imports";

    /** The bytes at the begin of each part. */
    private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;

    private static final Pattern COMMA = Pattern.compile(",");

    private final Path recording;
    private final List<String> notes = new ArrayList<>();

    RecordingReader(Path recording) {
        this.recording = recording;
    }

    /** What the reader has to say about what it has read. */
    List<String> notes() {
        return notes;
    }

    /** The imports, in the order of the recording. */
    List<TimelineEntry> read() throws IOException {
        long complete = completeLength();
        if (complete == 0 || complete == Files.size(recording)) {
            return read(recording);
        }
        // At the begin of an incomplete part, the JDK's parser loses the last event of the part before.
        notes.add(CUT_OFF);
        Path readable = Files.createTempFile("pluginhost-timeline", ".jfr");
        try {
            try (InputStream from = Files.newInputStream(recording);
                    OutputStream to = Files.newOutputStream(readable)) {
                byte[] buffer = new byte[1 << 16];
                for (long left = complete; left > 0; ) {
                    int read = from.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (read < 0) {
                        throw new EOFException("It gets shorter while it is read");
                    }
                    to.write(buffer, 0, read);
                    left -= read;
                }
            }
            return read(readable);
        } finally {
            Files.deleteIfExists(readable);
        }
    }

    /** A recording is a list of parts. The length of those that are there as a whole; 0 if that cannot be known. */
    private long completeLength() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(recording)) {
            long complete = 0;
            ByteBuffer header = ByteBuffer.allocate(16);
            while (channel.size() - complete >= header.capacity()) {
                header.clear();
                channel.position(complete);
                while (header.hasRemaining() && channel.read(header) >= 0) {
                    // until the header is there
                }
                long length = header.getLong(8);
                if (header.hasRemaining()
                        || header.getInt(0) != MAGIC
                        || length < header.capacity()
                        || length > channel.size() - complete) {
                    return complete;
                }
                complete += length;
            }
            return complete;
        }
    }

    private List<TimelineEntry> read(Path file) throws IOException {
        List<TimelineEntry> entries = new ArrayList<>();
        int unreadable = 0;
        boolean begun = false;
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents() && entries.size() < MOST) {
                RecordedEvent event = events.readEvent();
                begun = true;
                if (event.getEventType().getName().equals(EVENT)) {
                    try {
                        entries.add(entry(event));
                    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
                        unreadable++;
                    }
                }
            }
            if (events.hasMoreEvents()) {
                notes.add("The recording has more imports than can be shown: these are the first " + MOST);
            }
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // The JDK's parser throws anything on damaged bytes, and takes any of them for the length of an array.
            if (!begun) {
                throw e instanceof IOException io ? io : new IOException(e.toString(), e);
            }
            notes.add("The recording is damaged: later imports are missing");
        }
        if (unreadable > 0) {
            notes.add(unreadable + " imports are left out: their events are not as this version expects");
        }
        return entries;
    }

    private static TimelineEntry entry(RecordedEvent event) {
        String name = text(event, "plugin");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an import without a plugin");
        }
        Map<ImportStage, Duration> times = new EnumMap<>(ImportStage.class);
        for (ImportStage stage : ImportStage.values()) {
            Duration time = time(event, stage.name().toLowerCase(Locale.ROOT));
            if (!time.isNegative()) {
                times.put(stage, time);
            }
        }
        // The event begins with the first stage on a thread, so its end is what a request in the queue is counted from.
        Instant requestedAt = event.getEndTime().minus(times.values().stream().reduce(Duration.ZERO, Duration::plus));
        List<String> prerequisites = COMMA.splitAsStream(text(event, "prerequisites"))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
        PluginInfo.Trace trace =
                new PluginInfo.Trace(text(event, "requestedBy"), requestedAt, text(event, "importThread"), times);
        return new TimelineEntry(name, version(text(event, "version")), prerequisites, trace, failure(event, times));
    }

    private static Optional<PluginInfo.Failure> failure(RecordedEvent event, Map<ImportStage, Duration> times) {
        if (!text(event, "outcome").equals("FAILED")) {
            return Optional.empty();
        }
        ImportStage last = ImportStage.FIND;
        for (ImportStage stage : times.keySet()) {
            last = stage;
        }
        String given = text(event, "reason");
        String message = text(event, "message");
        Optional<Reason> reason = Arrays.stream(Reason.values())
                .filter(each -> each.name().equals(given))
                .findFirst();
        if (reason.isEmpty() && !given.isEmpty()) { // of a newer host
            message = given + ": " + message;
        }
        return Optional.of(
                new PluginInfo.Failure(reason.orElse(Reason.START_FAILED), last, message, "", event.getEndTime()));
    }

    private static Optional<Version> version(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Version.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(RecordedEvent event, String field) {
        if (!event.hasField(field)) {
            return "";
        }
        Object value = event.getValue(field);
        return value == null ? "" : value.toString();
    }

    /** The duration in a field; negative if the stage was not reached. */
    private static Duration time(RecordedEvent event, String field) {
        if (!event.hasField(field) || !(event.getValue(field) instanceof Long raw) || raw < 0) {
            return Duration.ofNanos(-1);
        }
        try {
            return event.getDuration(field);
        } catch (IllegalArgumentException e) { // not marked as a time
            return Duration.ofNanos(raw);
        }
    }
}
