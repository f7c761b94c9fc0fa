package dev.pluginhost.impl.installed;

import dev.pluginhost.RefreshReport;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.installed.SavedGraph.Header;
import dev.pluginhost.impl.recording.Recorder;
import dev.pluginhost.impl.recording.RefreshEvent;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.wait.Futures;
import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.discovery.Discovered;
import dev.pluginhost.modules.discovery.Discovery;
import dev.pluginhost.modules.discovery.SourceContent;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.graph.Wishes;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.layer.JarFiles;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.modules.scan.SourceWalk;
import dev.pluginhost.modules.unpack.BundleUse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is installed, as the sources were last read. Thread-safe, without locks: several readings may run at the same time. */
public final class Installed implements Supplier<PluginGraph>, Function<PluginNode, @Nullable PluginGraph> {

    /**
     * What the sources held when they were read, and the graph of that. What is installed is that graph, but while a reload brings back what ran
     * before it. Of two readings, the one with the higher number began later. While it is the last one, nobody removes the zip files'
     * bundles that it uses. Immutable.
     */
    public record LastReading(
            long number, Discovered found, PluginGraph read, PluginGraph graph, Instant at, List<BundleUse> uses) {}

    private final List<Source> sources;
    private final ApplicationModules application;
    private final Wishes wishes;
    private final VersionPolicy versions;
    private final Clock clock;
    private final JarFiles handles;
    private final IndexStore indexes;
    private final SavedGraphs savedGraphs;
    private final AtomicLong readings = new AtomicLong();

    /** Set by close, before it ends the uses of the last reading; read by each reading after it was published. */
    private volatile boolean closed;

    /** Null until the sources have been read once. */
    private final AtomicReference<@Nullable LastReading> last = new AtomicReference<>();

    /** The first reading that is under way: all callers share it. Cleared before it ends. */
    private final AtomicReference<@Nullable FirstReading> first = new AtomicReference<>();

    public Installed(
            List<Source> sources,
            ApplicationModules application,
            Wishes wishes,
            VersionPolicy versions,
            Clock clock,
            JarFiles handles,
            IndexStore indexes) {
        this.sources = sources;
        this.application = application;
        this.wishes = wishes;
        this.versions = versions;
        this.clock = clock;
        this.handles = handles;
        this.indexes = indexes;
        this.savedGraphs = new SavedGraphs(indexes, sources, application, wishes, versions);
    }

    /** The last reading, if there was one. */
    public @Nullable LastReading last() {
        return last.get();
    }

    /** The graph as it was last read, if it was. */
    public @Nullable PluginGraph graph() {
        LastReading latest = last.get();
        return latest == null ? null : latest.graph;
    }

    /** The graph as it was last read, for callers that know that it was. */
    @Override
    public PluginGraph get() {
        return Objects.requireNonNull(graph(), "graph of sources that were not read");
    }

    /**
     * Reads the sources if that has not been done. Many callers share one reading and its future, which must not be given to foreign code.
     */
    public CompletableFuture<PluginGraph> readOnce(Imports imports, String call) {
        FirstReading mine = new FirstReading();
        CompletableFuture<PluginGraph> other = first.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        try {
            if (graph() == null) {
                CompletableFuture<?> unused = read(imports, call, call, false).whenComplete(mine);
            } else {
                mine.accept(null, null);
            }
        } catch (Throwable thrown) { // whatever it is, the next caller must read again
            mine.accept(null, thrown);
        }
        return mine;
    }

    /** The graph as it is first read. */
    private final class FirstReading extends CompletableFuture<PluginGraph>
            implements BiConsumer<@Nullable Object, @Nullable Throwable> {

        @Override
        public void accept(@Nullable Object read, @Nullable Throwable thrown) {
            first.set(null); // before it ends, so that a caller that comes then reads again
            if (thrown == null) {
                complete(Installed.this.get());
            } else {
                completeExceptionally(Futures.unwrapped(thrown));
            }
        }
    }

    /** Reads the sources again, also files that look as they did before. */
    public CompletableFuture<RefreshReport> refresh(Imports imports, String call, String requestedBy) {
        return read(imports, call, requestedBy, true).thenApply(published -> {
            imports.forget(name -> get().find(name) != null);
            return compare(published.before, Objects.requireNonNull(published.after));
        });
    }

    /** Reads each source in a call of its own, so that one that does not answer yields nothing but a problem. */
    private CompletableFuture<Reading> read(Imports imports, String call, String requestedBy, boolean checked) {
        Reading reading = new Reading(requestedBy, checked);
        for (int i = 0; i < sources.size(); i++) {
            SourceReading source = new SourceReading(reading, i, null);
            reading.contents.add(imports.readings().begin(call, source, source));
        }
        for (int i = 0; !checked && sources.size() > 1 && i < sources.size(); i++) {
            SourceReading again = new SourceReading(reading, i, reading.contents.get(i));
            reading.looks.add(reading.contents.get(i));
            reading.contents.set(i, imports.readings().begin(call, again, again));
        }
        // after the others, as calls run one after another
        return imports.readings().begin(call, reading, null).whenComplete(reading);
    }

    private Discovery discovery() {
        return new Discovery(application, handles, indexes);
    }

    private PluginGraph graphOf(Discovered found) {
        return PluginGraph.of(found, application, wishes, versions);
    }

    /** Reads one source, or leaves it if it looks as it did when the saved graph was made. */
    private final class SourceReading implements Supplier<SourceContent>, Function<String, SourceContent> {

        private final Reading reading;
        private final int number;
        private final Discovery discovery = discovery();

        /** What was found before all sources were looked at; null until then. */
        private final @Nullable CompletableFuture<SourceContent> before;

        SourceReading(Reading reading, int number, @Nullable CompletableFuture<SourceContent> before) {
            this.reading = reading;
            this.number = number;
            this.before = before;
        }

        @Override
        public SourceContent get() {
            if (before == null) {
                SourceContent content = discovery.read(sources.get(number), reading.knownSum(number), reading.checked);
                if (!content.isKnown()) {
                    reading.hasOther = true;
                }
                return content;
            }
            SourceContent content = before.join();
            if (!content.isKnown() || !reading.hasOther) {
                return content;
            }
            try {
                return discovery.read(sources.get(number), 0, false);
            } finally {
                content.close();
            }
        }

        @Override
        public SourceContent apply(String where) {
            reading.hasOther = true;
            return Discovery.hanging(sources.get(number), ", at " + discovery.at() + " (" + where + ")");
        }
    }

    /** One reading of all sources. Publishes what it has found, unless a reading that began later was published before. */
    private final class Reading implements Supplier<Reading>, BiConsumer<@Nullable Object, @Nullable Throwable> {

        private final long number = readings.incrementAndGet();
        private final String requestedBy;
        private final boolean checked;
        private final @Nullable RefreshEvent event = Recorder.reading();
        private final List<CompletableFuture<SourceContent>> contents = new ArrayList<>();

        /** What the first looks at the sources have found, if there are second ones. */
        private final List<CompletableFuture<SourceContent>> looks = new ArrayList<>();

        /** Whether publishing has begun, which then also ends the uses of what is not published. */
        private volatile boolean begun;

        /** Whether the uses belong to a reading that was published, or have ended. Set by the call. */
        private boolean taken;

        /** The saved graph, which the first call opens; null if there is none, or it is not used. */
        private volatile @Nullable Header saved;

        private volatile boolean opened;

        /** Whether a source does not look as it did when the saved graph was made. */
        private volatile boolean hasOther;

        /** What was installed before, if anything, and what is afterwards. Set by the call. */
        private @Nullable PluginGraph before;

        private @Nullable PluginGraph after;

        Reading(String requestedBy, boolean checked) {
            this.requestedBy = requestedBy;
            this.checked = checked;
            this.opened = checked;
        }

        /** The sum of the stamp that a source had when the saved graph was made; zero if there is none. */
        long knownSum(int source) {
            if (!opened) {
                saved = savedGraphs.open();
                opened = true;
            }
            Header header = saved;
            return header == null ? 0 : header.sum(source);
        }

        @Override
        public Reading get() {
            boolean published = false;
            begun = true;
            try {
                publish();
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
            if (!begun) { // the host is closed, or has no thread
                endAll();
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
            PluginGraph there = after;
            PluginGraph graph = there == null || !published ? graph() : there;
            Recorder.read(
                    requestedBy,
                    graph == null ? 0 : graph.nodes().size(),
                    published && graph != null ? () -> compare(before, graph) : null,
                    event);
        }

        private void publish() {
            List<SourceContent> read = new ArrayList<>();
            List<BundleUse> uses = new ArrayList<>();
            boolean known = true;
            for (CompletableFuture<SourceContent> content : contents) {
                SourceContent one = content.join();
                read.add(one);
                uses.addAll(one.uses());
                known &= one.isKnown();
            }
            Header header = saved;
            PluginGraph graph;
            if (header != null && known) {
                graph = header.graph(sources, read, application, wishes, savedGraphs);
            } else {
                graph = graphOf(Discovered.select(read));
                header = null;
            }
            LastReading now = new LastReading(number, graph.discovered(), graph, graph, clock.instant(), uses);
            while (true) {
                LastReading latest = last.get();
                before = latest == null ? null : latest.graph;
                if (latest != null && latest.number > number) {
                    after = before;
                    return;
                }
                if (last.compareAndSet(latest, now)) {
                    taken = true;
                    after = graph;
                    end(latest == null ? List.of() : latest.uses);
                    if (closed) {
                        end(uses);
                    }
                    if (header == null) {
                        savedGraphs.save(graph, read);
                    }
                    return;
                }
            }
        }
    }

    /** Reads the files of a plugin again that have changed since it was planned, as {@link Imports} says. */
    @Override
    public @Nullable PluginGraph apply(PluginNode stale) {
        LastReading known = last.get();
        Candidate old = known == null ? null : candidateAsRead(known, stale.name());
        if (known == null || old == null) {
            return null;
        }
        if (!old.equals(stale.candidate())) {
            return known.graph;
        }
        SourceContent content = discovery().readAgain(old, sources);
        Optional<Candidate> again = content.find(old.name());
        if (again.isPresent()
                ? same(old.artifacts(), again.get().artifacts(), true)
                : !SourceWalk.isGone(old.location())) {
            savedGraphs.run();
        }
        while (again.isPresent()) {
            LastReading latest = Objects.requireNonNull(last.get());
            Candidate there = candidateAsRead(latest, stale.name());
            if (!old.equals(there)) { // another thread has read it meanwhile
                content.close();
                return there == null ? null : latest.graph;
            }
            Discovered found = latest.found.with(again.get());
            PluginGraph graph = graphOf(found);
            List<BundleUse> uses = new ArrayList<>(content.uses());
            List<BundleUse> ended = new ArrayList<>();
            for (BundleUse use : latest.uses) {
                (use.zip().equals(old.location()) ? ended : uses).add(use);
            }
            if (last.compareAndSet(
                    latest, new LastReading(latest.number, found, graph, graph, clock.instant(), uses))) {
                end(ended);
                if (closed) {
                    end(uses);
                }
                return graph;
            }
        }
        content.close();
        return null;
    }

    private static @Nullable Candidate candidateAsRead(LastReading reading, String name) {
        return reading.graph == reading.read ? candidate(reading.graph, name) : null;
    }

    /** Replaces a graph by another one until the sources are read again; does nothing if they have been read meanwhile. */
    public void replace(PluginGraph graph, PluginGraph by) {
        LastReading latest = last.get();
        if (latest != null && latest.graph == graph) {
            last.compareAndSet(
                    latest, new LastReading(latest.number, latest.found, latest.read, by, latest.at, latest.uses));
        }
    }

    /** Lets what was unpacked of zip files be removed that are not installed any more. The last reading stays readable. */
    public void close() {
        closed = true;
        LastReading latest = last.get();
        end(latest == null ? List.of() : latest.uses);
    }

    private static void end(List<BundleUse> uses) {
        for (BundleUse use : uses) {
            use.close();
        }
    }

    private static RefreshReport compare(@Nullable PluginGraph before, PluginGraph after) {
        List<String> added = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        for (PluginNode node : after.nodes()) {
            Candidate old = candidate(before, node.name());
            if (old == null) {
                added.add(node.name());
            } else if (!sameFiles(old, node.candidate())) {
                changed.add(node.name());
            }
        }
        if (before != null) {
            for (PluginNode node : before.nodes()) {
                if (after.find(node.name()) == null) {
                    removed.add(node.name());
                }
            }
        }
        return new RefreshReport(added, removed, changed, after.problems());
    }

    private static @Nullable Candidate candidate(@Nullable PluginGraph graph, String name) {
        PluginNode node = graph == null ? null : graph.find(name);
        return node == null ? null : node.candidate();
    }

    public static boolean sameFiles(Candidate a, Candidate b) {
        return a.location().equals(b.location()) && same(a.artifacts(), b.artifacts(), false);
    }

    /** Whether files look the same, whatever is in them, or are. */
    private static boolean same(List<ModuleArtifact> a, List<ModuleArtifact> b, boolean looks) {
        boolean same = a.size() == b.size();
        for (int i = 0; same && i < a.size(); i++) {
            same = looks
                    ? a.get(i).fingerprint().isLike(b.get(i).fingerprint())
                    : a.get(i).isSameAs(b.get(i));
        }
        return same;
    }
}
