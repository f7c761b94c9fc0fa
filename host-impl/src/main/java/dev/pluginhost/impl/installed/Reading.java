package dev.pluginhost.impl.installed;

import dev.pluginhost.impl.installed.Installed.LastReading;
import dev.pluginhost.impl.recording.Recorder;
import dev.pluginhost.impl.recording.RefreshEvent;
import dev.pluginhost.impl.threads.BoundedCalls;
import dev.pluginhost.modules.discovery.Discovered;
import dev.pluginhost.modules.discovery.Discovery;
import dev.pluginhost.modules.discovery.SourceContent;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.modules.unpack.BundleUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reading of all sources. Each is read in a call of its own, so that one that does not answer yields nothing but a problem. The last call
 * publishes what the others have found, unless a reading that began later was published before.
 */
final class Reading implements Supplier<Reading>, BiConsumer<@Nullable Object, @Nullable Throwable> {

    private final Installed installed;
    private final long number;
    private final String requestedBy;

    /** Completed for those who share the first reading. Null for another one, which also looks into files that look as they did before. */
    private final @Nullable CompletableFuture<PluginGraph> first;

    private final @Nullable RefreshEvent event = Recorder.reading();

    /** What the first calls have found, which leave a source that looks as it did when the saved graph was made. */
    private final List<CompletableFuture<SourceContent>> looks = new ArrayList<>();

    /** The same, but with all that a source holds if another one does not look as it did. */
    private final List<CompletableFuture<SourceContent>> contents = new ArrayList<>();

    /** The saved graph, which the first call opens; null if there is none, or it is not used. */
    private volatile SavedGraphFile.@Nullable Header saved;

    private volatile boolean opened;

    /** Whether the last call has begun, which then also ends the uses of what is not published. */
    private volatile boolean begun;

    /** What was installed before, if anything, and what is afterwards. Set by the last call. */
    private @Nullable PluginGraph before;

    private @Nullable PluginGraph after;

    Reading(Installed installed, long number, String requestedBy, @Nullable CompletableFuture<PluginGraph> first) {
        this.installed = installed;
        this.number = number;
        this.requestedBy = requestedBy;
        this.first = first;
        this.opened = first == null;
    }

    /** Begins the calls, which run one after another. */
    CompletableFuture<Reading> begin(BoundedCalls calls, String call) {
        int sources = installed.sources.size();
        for (int i = 0; i < sources; i++) {
            SourceReading look = new SourceReading(this, i, installed.discovery(), null);
            looks.add(calls.begin(call, look, look));
        }
        for (int i = 0; i < sources; i++) {
            SourceReading rest = new SourceReading(this, i, installed.discovery(), looks.get(i));
            contents.add(first != null && sources > 1 ? calls.begin(call, rest, rest) : looks.get(i));
        }
        return calls.begin(call, this, null).whenComplete(this);
    }

    @Nullable
    PluginGraph before() {
        return before;
    }

    PluginGraph after() {
        return Objects.requireNonNull(after);
    }

    /**
     * Reads one source.
     *
     * @param look what the first call has found; null if this is the first one
     */
    private record SourceReading(
            Reading reading,
            int number,
            Discovery discovery,
            @Nullable CompletableFuture<SourceContent> look)
            implements Supplier<SourceContent>, Function<String, SourceContent> {

        private Source source() {
            return reading.installed.sources.get(number);
        }

        @Override
        public SourceContent get() {
            if (look == null) {
                return discovery.read(source(), reading.knownSum(number), reading.first == null);
            }
            SourceContent found = look.join();
            if (!found.isKnown() || areKnown(reading.looks)) {
                return found;
            }
            try {
                return discovery.read(source(), 0, false);
            } finally {
                found.close();
            }
        }

        @Override
        public SourceContent apply(String where) {
            return Discovery.hanging(source(), ", at " + discovery.at() + " (" + where + ")");
        }
    }

    /** Whether all sources look as they did when the saved graph was made. */
    private static boolean areKnown(List<CompletableFuture<SourceContent>> sources) {
        for (CompletableFuture<SourceContent> source : sources) {
            if (!source.join().isKnown()) {
                return false;
            }
        }
        return true;
    }

    /** The sum of the stamp that a source had when the saved graph was made; zero if there is none. */
    private long knownSum(int source) {
        if (!opened) {
            saved = installed.savedGraphs.open();
            opened = true;
        }
        SavedGraphFile.Header header = saved;
        return header == null ? 0 : header.sum(source);
    }

    @Override
    public Reading get() {
        begun = true;
        boolean taken = false;
        boolean published = false;
        try {
            taken = publish();
            published = true;
        } finally {
            if (!taken) {
                endAll();
            }
            if (Recorder.isOn()) {
                record(published);
            }
        }
        return this;
    }

    @Override
    public void accept(@Nullable Object read, @Nullable Throwable thrown) {
        try {
            if (!begun) { // the host is closed, or has no thread
                endAll();
            }
        } finally {
            if (first != null) {
                installed.endFirst(first, thrown);
            }
        }
    }

    private void endAll() {
        for (List<CompletableFuture<SourceContent>> all : List.of(looks, contents)) {
            for (CompletableFuture<SourceContent> content : all) {
                CompletableFuture<?> unused = content.thenAccept(SourceContent::close);
            }
        }
    }

    private void record(boolean published) {
        PluginGraph graph = published ? after : installed.graph();
        Recorder.read(
                requestedBy,
                graph == null ? 0 : graph.nodes().size(),
                published && graph != null ? () -> Installed.compare(before, graph) : null,
                event);
    }

    /** Whether this is the last reading now. */
    private boolean publish() {
        List<SourceContent> read = new ArrayList<>();
        List<BundleUse> uses = new ArrayList<>();
        for (CompletableFuture<SourceContent> content : contents) {
            read.add(content.join());
            uses.addAll(content.join().uses());
        }
        SavedGraphFile.Header header = areKnown(contents) ? saved : null;
        PluginGraph graph =
                header != null ? installed.savedGraphs.graph(header, read) : installed.graphOf(Discovered.select(read));
        LastReading now = new LastReading(number, graph, graph, installed.clock.instant(), uses);
        while (true) {
            LastReading latest = installed.last();
            before = latest == null ? null : latest.graph();
            if (latest != null && latest.number() > number) {
                after = before;
                return false;
            }
            if (installed.replace(latest, now)) {
                after = graph;
                if (header == null) {
                    installed.savedGraphs.save(graph, read);
                }
                return true;
            }
        }
    }
}
