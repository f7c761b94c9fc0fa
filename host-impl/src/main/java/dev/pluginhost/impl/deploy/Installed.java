package dev.pluginhost.impl.deploy;

import dev.pluginhost.RefreshReport;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.Discovery;
import dev.pluginhost.impl.discovery.Source;
import dev.pluginhost.impl.graph.ApplicationModules;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Wishes;
import dev.pluginhost.impl.index.IndexStore;
import dev.pluginhost.impl.layer.HandleBudget;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is installed, as it was when the sources were last read. Safe for use by any thread; {@link #read} does input and
 * output, one call at a time.
 */
public final class Installed implements Supplier<PluginGraph> {

    private final List<Source> sources;
    private final ApplicationModules application;
    private final Wishes wishes;
    private final VersionPolicy versions;
    private final Clock clock;
    private final HandleBudget handles;
    private final IndexStore indexes;

    /** So that of two readings the one that began later is the one that stays. */
    private final ReentrantLock reading = new ReentrantLock();

    /** Written while {@link #reading} is held, read by any thread; null until the sources have been read once. */
    private volatile @Nullable Reading last;

    /** Of what sources hold; nothing is read yet. */
    public Installed(
            List<Source> sources,
            ApplicationModules application,
            Wishes wishes,
            VersionPolicy versions,
            Clock clock,
            HandleBudget handles,
            IndexStore indexes) {
        this.handles = handles;
        this.indexes = indexes;
        this.clock = clock;
        this.sources = sources;
        this.application = application;
        this.wishes = wishes;
        this.versions = versions;
    }

    /** The graph as it was last read, if it was. */
    public @Nullable PluginGraph graph() {
        Reading latest = last;
        return latest == null ? null : latest.graph();
    }

    /** The graph as it was last read, for callers that know that it was. */
    @Override
    public PluginGraph get() {
        return Objects.requireNonNull(graph(), "graph of sources that were not read");
    }

    /** The last reading, if there was one. */
    public @Nullable Reading last() {
        return last;
    }

    /** Reads the sources if that has not been done. */
    public PluginGraph readOnce() {
        reading.lock();
        try {
            PluginGraph known = graph();
            return known != null ? known : read();
        } finally {
            reading.unlock();
        }
    }

    /** Reads the sources again. */
    public RefreshReport refresh() {
        reading.lock();
        try {
            PluginGraph before = graph();
            return compare(before, read());
        } finally {
            reading.unlock();
        }
    }

    /**
     * Has everybody take something else for installed, until the sources are read again.
     *
     * @param graph instead of which nothing else has been read meanwhile, else nothing is done
     */
    void replace(PluginGraph graph, PluginGraph by) {
        reading.lock();
        try {
            Reading latest = last;
            if (latest != null && latest.graph() == graph) {
                last = new Reading(by, latest.at());
            }
        } finally {
            reading.unlock();
        }
    }

    private PluginGraph read() {
        Discovery discovery = new Discovery(application::has, handles::closeIdle, indexes);
        PluginGraph now = PluginGraph.of(discovery.scan(sources), application, wishes, versions);
        if (Thread.currentThread().isInterrupted()) {
            // an interrupted read looks like a broken file: such a graph is worth nothing
            throw new IllegalStateException("The sources were not read to the end: the thread was interrupted");
        }
        last = new Reading(now, clock.instant());
        return now;
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

    static boolean sameFiles(Candidate a, Candidate b) {
        return a.location().equals(b.location())
                && a.modules().stream()
                        .map(module -> List.of(module.file(), module.fingerprint()))
                        .toList()
                        .equals(b.modules().stream()
                                .map(module -> List.of(module.file(), module.fingerprint()))
                                .toList());
    }
}
