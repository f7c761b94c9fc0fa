package dev.pluginhost.cli.timeline;

import dev.pluginhost.TimelineEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The course of imports: which thread imported which plugin when, what each stage took, and what determined the end. It is
 * made from a flight recording, or from {@code PluginHost.timeline()} of a host in this process:
 *
 * <pre>{@code
 * Timeline.of(host.timeline(), "my application").writePage(Path.of("start.html"));
 * }</pre>
 *
 * <p>Immutable, and keeps nothing of a plugin in memory.
 */
public final class Timeline {

    private final String source;
    private final List<String> notes;
    private final Instant origin;
    private final List<TimedImport> imports;
    private final Prerequisites prerequisites;
    private final List<Lane> lanes;
    private final List<Phase> phases;

    private Timeline(String source, List<TimelineEntry> entries, List<String> notes) {
        this.source = source;
        this.notes = List.copyOf(notes);
        List<TimelineEntry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(entry -> entry.trace().requestedAt()));
        this.origin = sorted.isEmpty() ? Instant.EPOCH : sorted.get(0).trace().requestedAt();
        List<TimedImport> timed = new ArrayList<>();
        for (TimelineEntry entry : sorted) {
            timed.add(TimedImport.of(timed.size(), entry, origin));
        }
        this.imports = List.copyOf(timed);
        this.prerequisites = new Prerequisites(imports);
        this.lanes = Lane.of(imports);
        this.phases = Phase.of(imports, prerequisites);
    }

    /**
     * The timeline of a host in this process.
     *
     * @param entries the imports, such as those of {@code PluginHost.timeline()}, in any order
     * @param source what the page gives as their source, such as the name of the application
     * @return the timeline
     */
    public static Timeline of(List<TimelineEntry> entries, String source) {
        return new Timeline(Objects.requireNonNull(source, "source"), entries, List.of());
    }

    /**
     * The timeline of a flight recording. A recording whose end is missing is read as far as it goes.
     *
     * @param recording the file
     * @return the timeline; {@linkplain #isEmpty() empty} if the recording has no import
     * @throws IOException if the file cannot be read, or is no flight recording
     */
    public static Timeline read(Path recording) throws IOException {
        RecordingReader reader = new RecordingReader(recording);
        List<TimelineEntry> entries = reader.read();
        return new Timeline(String.valueOf(recording.getFileName()), entries, reader.notes());
    }

    /**
     * Whether there is no import.
     *
     * @return true if there is none
     */
    public boolean isEmpty() {
        return imports.isEmpty();
    }

    /**
     * What a reader of the result has to know, such as that the recording is cut off.
     *
     * @return one line each
     */
    public List<String> notes() {
        return notes;
    }

    /**
     * Writes a page for browsers. It needs nothing beside it and no network.
     *
     * @param page the file to write; it is replaced
     * @throws IOException if it cannot be written
     */
    public void writePage(Path page) throws IOException {
        Files.writeString(page, page());
    }

    /**
     * The page for browsers.
     *
     * @return HTML
     */
    public String page() {
        return TimelinePage.of(this);
    }

    /**
     * Writes a file in the Trace Event format, which Perfetto and {@code chrome://tracing} open.
     *
     * @param trace the file to write; it is replaced
     * @throws IOException if it cannot be written
     */
    public void writeTrace(Path trace) throws IOException {
        Files.writeString(trace, traceEvents());
    }

    /**
     * A summary for people: the slowest imports, and the longest path of each phase.
     *
     * @return several lines
     */
    public String summary() {
        return TimelineText.of(this);
    }

    /**
     * All that the summary says and more, for programs.
     *
     * @return a JSON object; times are nanoseconds
     */
    public String json() {
        return TimelineJson.of(this).toString();
    }

    /**
     * The text of a file in the Trace Event format.
     *
     * @return a JSON object
     */
    public String traceEvents() {
        return TraceEvents.of(this);
    }

    String source() {
        return source;
    }

    Instant origin() {
        return origin;
    }

    List<TimedImport> imports() {
        return imports;
    }

    Prerequisites prerequisites() {
        return prerequisites;
    }

    List<Lane> lanes() {
        return lanes;
    }

    List<Phase> phases() {
        return phases;
    }

    int failures() {
        return (int) imports.stream().filter(TimedImport::failed).count();
    }

    /** From the first request to the last end. */
    long span() {
        return imports.stream().mapToLong(TimedImport::end).max().orElse(0);
    }
}
