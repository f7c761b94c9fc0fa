package dev.pluginhost.impl.installed;

import dev.pluginhost.RefreshReport;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.run.ChangedFiles;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is installed, as the sources were last read. Thread-safe, without locks: several readings may run at the same time. */
public final class Installed implements Supplier<PluginGraph>, ChangedFiles {

    /**
     * The graph of what the sources held when they were read. What is installed is that graph, but while a reload brings back what ran before
     * it. Of two readings, the one with the higher number began later. While it is the last one, nobody removes the zip files' bundles that
     * it uses. Immutable.
     */
    public record LastReading(long number, PluginGraph read, PluginGraph graph, Instant at, List<BundleUse> uses) {

        /** A plugin as it was read; null if there is none, or the graph is another one now. */
        private @Nullable Candidate candidateAsRead(String name) {
            return graph == read ? candidate(graph, name) : null;
        }
    }

    final List<Source> sources;
    final SavedGraphs savedGraphs;
    final Clock clock;
    private final ApplicationModules application;
    private final Wishes wishes;
    private final VersionPolicy versions;
    private final JarFiles handles;
    private final IndexStore indexes;
    private final AtomicLong readings = new AtomicLong();

    /** Set by close, before it ends the uses of the last reading; read by each reading after it was published. */
    private volatile boolean closed;

    /** Null until the sources have been read once. */
    private final AtomicReference<@Nullable LastReading> last = new AtomicReference<>();

    /** The first reading that is under way: all callers share it. Cleared before it ends. */
    private final AtomicReference<@Nullable CompletableFuture<PluginGraph>> first = new AtomicReference<>();

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
        this.savedGraphs =
                new SavedGraphs(indexes, sources, application, wishes, versions, indexes.words("graph", sources));
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
        CompletableFuture<PluginGraph> mine = new CompletableFuture<>();
        CompletableFuture<PluginGraph> other = first.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        try {
            if (graph() == null) {
                CompletableFuture<?> unused = read(imports, call, call, mine);
            } else {
                endFirst(mine, null);
            }
        } catch (Throwable thrown) { // whatever it is, the next caller must read again
            endFirst(mine, thrown);
        }
        return mine;
    }

    void endFirst(CompletableFuture<PluginGraph> shared, @Nullable Throwable thrown) {
        first.set(null); // before it ends, so that a caller that comes then reads again
        if (thrown == null) {
            shared.complete(get());
        } else {
            shared.completeExceptionally(Futures.unwrapped(thrown));
        }
    }

    /** Reads the sources again, also files that look as they did before. */
    public CompletableFuture<RefreshReport> refresh(Imports imports, String call, String requestedBy) {
        return read(imports, call, requestedBy, null).thenApply(published -> {
            imports.forget(name -> get().find(name) != null);
            return compare(published.before(), published.after());
        });
    }

    private CompletableFuture<Reading> read(
            Imports imports, String call, String requestedBy, @Nullable CompletableFuture<PluginGraph> first) {
        return new Reading(this, readings.incrementAndGet(), requestedBy, first).begin(imports.readings(), call);
    }

    Discovery discovery() {
        return new Discovery(application, handles, indexes);
    }

    PluginGraph graphOf(Discovered found) {
        return PluginGraph.of(found, application, wishes, versions);
    }

    /** Makes a reading the last one in the place of another one, if that still is. What only that one has used may be removed then. */
    boolean replace(@Nullable LastReading latest, LastReading by) {
        if (!last.compareAndSet(latest, by)) {
            return false;
        }
        List<BundleUse> ended = new ArrayList<>(latest == null ? List.of() : latest.uses);
        ended.removeAll(by.uses);
        end(ended);
        if (closed) {
            end(by.uses);
        }
        return true;
    }

    /** Replaces a graph by another one until the sources are read again; does nothing if they have been read meanwhile. */
    public void replace(PluginGraph graph, PluginGraph by) {
        LastReading latest = last.get();
        if (latest != null && latest.graph == graph) {
            boolean unused = replace(latest, new LastReading(latest.number, latest.read, by, latest.at, latest.uses));
        }
    }

    @Override
    public @Nullable PluginGraph readAgain(PluginNode stale) {
        LastReading known = last.get();
        Candidate old = known == null ? null : known.candidateAsRead(stale.name());
        if (known == null || old == null) {
            return null;
        }
        if (!old.equals(stale.candidate())) {
            return known.graph;
        }
        SourceContent content = discovery().readAgain(old, sources);
        boolean taken = false;
        try {
            Optional<Candidate> again = content.find(old.name());
            if (again.isPresent()
                    ? same(old.artifacts(), again.get().artifacts(), true)
                    : !SourceWalk.isGone(old.location())) {
                savedGraphs.forget();
            }
            while (again.isPresent()) {
                LastReading latest = Objects.requireNonNull(last.get());
                Candidate there = latest.candidateAsRead(stale.name());
                if (!old.equals(there)) { // another thread has read it meanwhile
                    return there == null ? null : latest.graph;
                }
                PluginGraph graph = graphOf(latest.read.discovered().with(again.get()));
                List<BundleUse> uses = new ArrayList<>(latest.uses);
                uses.removeIf(use -> use.zip().equals(old.location()));
                uses.addAll(content.uses());
                if (replace(latest, new LastReading(latest.number, graph, graph, clock.instant(), uses))) {
                    taken = true;
                    return graph;
                }
            }
            return null;
        } finally {
            if (!taken) {
                content.close();
            }
        }
    }

    /** Lets what was unpacked of zip files be removed that are not installed any more. The last reading stays readable. */
    public void close() {
        closed = true;
        LastReading latest = last.get();
        if (latest != null) {
            end(latest.uses);
        }
    }

    private static void end(List<BundleUse> uses) {
        for (BundleUse use : uses) {
            use.close();
        }
    }

    static RefreshReport compare(@Nullable PluginGraph before, PluginGraph after) {
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
