package dev.pluginhost.impl.deploy;

import dev.pluginhost.ImportInterruptedException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.RefreshReport;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.Discovered;
import dev.pluginhost.impl.discovery.Discovery;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.impl.graph.ApplicationModules;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Wishes;
import dev.pluginhost.impl.imports.ChangedFiles;
import dev.pluginhost.impl.imports.HostWork;
import dev.pluginhost.impl.index.IndexStore;
import dev.pluginhost.impl.layer.HandleBudget;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is installed, as it was when the sources were last read. Safe for use by any thread. Readings do input and output, hold no
 * lock meanwhile, and may be under way at the same time.
 */
public final class Installed implements Supplier<PluginGraph>, ChangedFiles {

    private final List<Source> sources;
    private final ApplicationModules application;
    private final Wishes wishes;
    private final VersionPolicy versions;
    private final Clock clock;
    private final HandleBudget handles;
    private final IndexStore indexes;

    /** Of readings, in the order in which they began. */
    private final AtomicLong numbers = new AtomicLong();

    /** Held while a result is put in place, never while something is read. */
    private final ReentrantLock publishing = new ReentrantLock();

    /** The number of the reading that is in place; guarded by the lock. */
    private long newest;

    /** Written under the lock, read by any thread; null until the sources have been read once. */
    private volatile @Nullable Reading last;

    /** What the sources were found to hold last, with the graph of that. Likewise. */
    private volatile @Nullable Found found;

    private record Found(Discovered what, PluginGraph graph) {}

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
    public HostWork<PluginGraph> readingOnce() {
        return new Work<>(false) {
            @Override
            public PluginGraph run() {
                PluginGraph known = graph();
                if (known == null) {
                    read();
                }
                return Installed.this.get();
            }
        };
    }

    /** Reads the sources again. */
    public HostWork<RefreshReport> refreshing() {
        return new Work<>(true) {
            @Override
            public RefreshReport run() {
                return read();
            }
        };
    }

    /** A reading, which begins when it is first run. */
    private abstract class Work<T> implements HostWork<T>, Supplier<Discovery> {

        private final SourceReading reading;

        /**
         * One that has not begun.
         *
         * @param checked whether files that look as they did are compared with what was read of them, or taken for the same
         */
        Work(boolean checked) {
            this.reading = new SourceReading(sources, this, checked);
        }

        @Override
        public Discovery get() {
            return discovery();
        }

        /** Set by the first thread that runs it, read by those that come after it. */
        private volatile long number;

        final RefreshReport read() {
            if (number == 0) {
                number = numbers.incrementAndGet();
            }
            // An interrupted reading takes files for broken: so what has been interrupted before is read all the same.
            boolean interrupted = Thread.interrupted();
            Discovered what = reading.read();
            if (what == null) {
                throw new CancellationException("another thread goes on with the reading");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted("The sources were not read to the end");
            }
            RefreshReport report = publish(number, found(what), clock.instant());
            if (interrupted) {
                Thread.currentThread().interrupt();
                throw interrupted("The sources were read");
            }
            return report;
        }

        @Override
        public @Nullable Step step() {
            return reading.step();
        }

        @Override
        public GivenUp giveUp(@Nullable Step step, String where) {
            return reading.giveUp(step, where);
        }

        @Override
        public String progress() {
            return reading.progress();
        }
    }

    private static ImportInterruptedException interrupted(String fact) {
        return new ImportInterruptedException(
                fact + ", and thread \"" + Thread.currentThread().getName() + "\" was interrupted",
                Origin.of(""),
                null);
    }

    /** Of two readings the one that began later is the one that stays. */
    private RefreshReport publish(long number, Found now, Instant at) {
        publishing.lock();
        try {
            PluginGraph before = graph();
            if (number > newest) {
                newest = number;
                found = now;
                last = new Reading(now.graph(), at);
            }
            return compare(before, get());
        } finally {
            publishing.unlock();
        }
    }

    private Discovery discovery() {
        return new Discovery(application::has, application::describe, handles, indexes);
    }

    private Found found(Discovered what) {
        return new Found(what, PluginGraph.of(what, application, wishes, versions));
    }

    @Override
    public @Nullable PluginGraph readAgain(PluginNode stale) {
        Found known = current();
        Candidate old = known == null ? null : candidate(known.graph(), stale.name());
        if (known == null || old == null) {
            return null;
        }
        if (!old.equals(stale.candidate())) {
            return known.graph();
        }
        Optional<Candidate> again = discovery().readAgain(old);
        if (again.isEmpty()) {
            return null;
        }
        publishing.lock();
        try {
            Found latest = current();
            Candidate there = latest == null ? null : candidate(latest.graph(), stale.name());
            if (latest == null || there == null || !there.equals(old)) { // read by others meanwhile
                return latest == null || there == null ? null : latest.graph();
            }
            Found now = found(latest.what().with(again.get()));
            found = now;
            last = new Reading(now.graph(), clock.instant());
            return now.graph();
        } finally {
            publishing.unlock();
        }
    }

    /** What the sources were found to hold, if that is what is installed. */
    private @Nullable Found current() {
        Found latest = found;
        return latest != null && latest.graph() == graph() ? latest : null;
    }

    /**
     * Has everybody take something else for installed, until the sources are read again.
     *
     * @param graph instead of which nothing else has been read meanwhile, else nothing is done
     */
    void replace(PluginGraph graph, PluginGraph by) {
        publishing.lock();
        try {
            Reading latest = last;
            if (latest != null && latest.graph() == graph) {
                last = new Reading(by, latest.at());
            }
        } finally {
            publishing.unlock();
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

    static boolean sameFiles(Candidate a, Candidate b) {
        List<ModuleArtifact> ofA = a.modules();
        List<ModuleArtifact> ofB = b.modules();
        if (!a.location().equals(b.location()) || ofA.size() != ofB.size()) {
            return false;
        }
        for (int i = 0; i < ofA.size(); i++) {
            if (!ofA.get(i).isSameAs(ofB.get(i))) {
                return false;
            }
        }
        return true;
    }
}
