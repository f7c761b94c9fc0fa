package dev.pluginhost.impl.deploy;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.Problem;
import dev.pluginhost.ReloadFailedException;
import dev.pluginhost.ReloadFailedException.Left;
import dev.pluginhost.ReloadReport.Reloaded;
import dev.pluginhost.impl.installed.Installed;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.PluginTable.Leaving.Begun;
import dev.pluginhost.impl.wait.Futures;
import dev.pluginhost.impl.watch.LastingWarnings;
import dev.pluginhost.impl.watch.SourceWatch;
import dev.pluginhost.impl.watch.SourceWatch.Changes;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.scan.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows what the watch reports, one burst after another, in turn with reloads. In one transaction, it unloads what is gone and reloads what
 * has changed and is imported. Then it imports eager and background plugins that are new, or can be imported only now. What cannot be used is
 * logged, and what runs is not touched. Its public methods are thread-safe; the others are for the thread of the reloads.
 */
public final class HotDeployment implements AutoCloseable {

    /** For so many settling times a plugin that cannot be used may be half written. */
    private static final int GRACE = 10;

    /** For so long a start waits for the first walk of the watch. */
    private static final Duration FIRST_WALK = Duration.ofSeconds(2);

    private static final Caller WATCH = new Caller("the watch of the sources");

    /** What was installed after a burst, artifacts that were still being written, and new plugins that were not imported because of that. */
    private record Followed(PluginGraph graph, Set<Path> changing, Set<String> postponed) {}

    /**
     * A reload that has failed after plugins were stopped for it: what had changed, and all that it would have brought in. It is tried again
     * only when some of that has changed: to stop and start plugins with each burst would be worse than to run the old version.
     */
    private record FailedReload(Set<String> changed, Map<String, Candidate> files) {}

    private final Imports imports;
    private final Registry registry;
    private final Reloads reloads;
    private final SourceWatch watch;
    private final Duration grace;
    private final LastingWarnings warnings;

    private final GivenParts given;

    /** Whether a timer is set that follows once more. */
    private final AtomicBoolean timed = new AtomicBoolean();

    private final List<FailedReload> failedReloads = new ArrayList<>();

    /**
     * Imported exploded modules with changes that their fingerprint, which is that of the declaration, does not show. By name, as this
     * must not keep plugins alive.
     */
    private final Set<String> stale = new HashSet<>();

    /** Plugins in flight whose files have changed, or are gone. */
    private final Set<String> changedInFlight = new HashSet<>();

    /**
     * Null until there is something. This is not the last reading: a refresh by another caller sees changes that are not followed
     * yet. Set once by {@link #startFrom}, then by the thread of the reloads.
     */
    private final AtomicReference<@Nullable Followed> followed = new AtomicReference<>();

    /** What is watched. Changes have settled when nothing has changed for the settling time. Immutable. */
    public record Watched(List<Source> sources, Duration settle) {}

    /** Not begun. */
    public HotDeployment(Reloads reloads, Watched watched, ClassLoader contextLoader) {
        this(reloads, watched, contextLoader, System::nanoTime);
    }

    HotDeployment(Reloads reloads, Watched watched, ClassLoader contextLoader, LongSupplier nanoClock) {
        this.imports = reloads.imports;
        this.registry = reloads.registry;
        this.reloads = reloads;
        this.grace = watched.settle.multipliedBy(GRACE);
        this.warnings = new LastingWarnings(grace, nanoClock);
        this.watch = new SourceWatch(watched.sources, watched.settle, this::followInTurn, contextLoader);
        this.given = new GivenParts(watched.sources, watch, reloads);
    }

    /**
     * Begins to watch, unless that is done, and then reads the sources: the watch reports only what changes after it has begun. Yields
     * what is installed.
     */
    public CompletableFuture<PluginGraph> begin(String call) {
        Installed installed = reloads.installed;
        return imports.readings()
                .begin(
                        call,
                        () -> {
                            watch.begin(FIRST_WALK);
                            return followed.get() != null;
                        },
                        where -> followed.get() != null) // the watch goes on; a source that hangs is found below
                .thenCompose(hasBegun -> hasBegun
                        ? CompletableFuture.completedFuture(installed.get())
                        : installed.refresh(imports, call, call).thenApply(report -> startFrom(installed.get())));
    }

    /** Takes a graph as followed, unless one was before, as the caller imports what has to be imported of it. */
    PluginGraph startFrom(PluginGraph now) {
        if (followed.compareAndSet(null, new Followed(now, Set.of(), Set.of()))
                && !registry.all().isEmpty()) {
            CompletableFuture<Void> unused = enqueue(null); // what was imported before may have changed before
        }
        return now;
    }

    /** Called by the watch; returns when it is done, so that what changes meanwhile is one more burst. */
    private void followInTurn(Changes changes) {
        enqueue(changes).join();
    }

    private void followWhenTimed() {
        timed.set(false);
        CompletableFuture<Void> unused = enqueue(null);
    }

    private CompletableFuture<Void> enqueue(@Nullable Changes changes) {
        return reloads.enqueue(() -> {
                    follow(changes);
                    if (isWaiting() && timed.compareAndSet(false, true)) {
                        imports.after(grace, this::followWhenTimed);
                    }
                    return true;
                })
                .handle((done, thrown) -> {
                    if (thrown != null && !(Futures.unwrapped(thrown) instanceof HostClosedException)) {
                        Thrown.warn("Changes of plugins on disk could not be followed: " + Thrown.text(thrown), thrown);
                    }
                    return null;
                });
    }

    /** Follows nothing more; what is under way ends with the host. */
    @Override
    public void close() {
        watch.close();
    }

    /** Follows a burst; null stands for changes that may have been missed. */
    void follow(@Nullable Changes changes) {
        reloads.read(WATCH);
        Followed last = followed.get();
        Set<Path> changing = changes != null ? changes.changing() : last != null ? last.changing : Set.of();
        Set<Path> changed = changes == null ? Set.of() : changes.changed();
        Set<Path> moving = new HashSet<>(changing);
        moving.addAll(given.beingWritten()); // which the watch reports later
        Burst burst = new Burst(last, reloads.installed.get(), changed, moving);
        burst.follow();
        followed.set(new Followed(burst.now, changing, burst.importWhatIsNew()));
    }

    /** Whether to follow again after a while: something may only be half written, or has changed while it is imported. */
    boolean isWaiting() {
        return warnings.arePending() || !changedInFlight.isEmpty();
    }

    private boolean isInFlight(String name) {
        return imports.table().status(name).underWay();
    }

    /** One burst. */
    private final class Burst {

        private final @Nullable Followed before;
        private final PluginGraph now;
        private final Set<Path> changed;
        private final Set<Path> changing;

        /** What was stopped for a reload that failed, and is worth another try. */
        private final Set<String> again = new HashSet<>();

        Burst(@Nullable Followed before, PluginGraph now, Set<Path> changed, Set<Path> changing) {
            this.before = before;
            this.now = now;
            this.changed = changed;
            this.changing = changing;
        }

        void follow() {
            warnings.begin();
            failedReloads.stream().filter(this::isWorthTrying).forEach(failed -> again.addAll(failed.files.keySet()));
            failedReloads.removeIf(this::isWorthTrying);
            noteStale();
            noteChangedInFlight();
            bringIn(gone(), changedImports());
        }

        private boolean isWorthTrying(FailedReload failed) {
            Map<String, Candidate> files = filesOf(failed.files.keySet());
            return !files.equals(failed.files)
                    || files.values().stream().anyMatch(candidate -> changed.contains(candidate.location()));
        }

        private Map<String, Candidate> filesOf(Collection<String> members) {
            Map<String, Candidate> files = new HashMap<>();
            for (String member : members) {
                if (now.find(member) != null) {
                    for (PluginNode node : now.plan(member, files::containsKey)) {
                        files.put(node.name(), node.candidate());
                    }
                }
            }
            return files;
        }

        private void noteStale() {
            now.nodes().stream().filter(this::hasHiddenChange).forEach(node -> stale.add(node.name()));
            stale.removeIf(name -> registry.find(name) == null && !isInFlight(name));
        }

        private boolean hasHiddenChange(PluginNode node) {
            Candidate candidate = node.candidate();
            return candidate.plugin().exploded() && changed.contains(candidate.location());
        }

        private void noteChangedInFlight() {
            for (PluginNode old : before == null ? List.<PluginNode>of() : before.graph.nodes()) {
                PluginNode node = now.find(old.name());
                if (node == null || hasHiddenChange(node) || !sameFiles(old, node)) {
                    changedInFlight.add(old.name());
                }
            }
            changedInFlight.removeIf(name -> !isInFlight(name));
        }

        private boolean sameFiles(PluginNode a, PluginNode b) {
            return Installed.sameFiles(a.candidate(), b.candidate());
        }

        // What is gone

        private Set<String> gone() {
            Set<String> gone = new LinkedHashSet<>();
            List<Imported> unknown = new ArrayList<>();
            for (Imported imported : registry.all()) {
                if (given.isFollowed(imported.name()) && now.find(imported.name()) == null && isQuiet(imported)) {
                    unknown.add(imported);
                }
            }
            Set<Path> gonePaths = missing(unknown);
            now.nodes().forEach(node -> gonePaths.add(node.candidate().location())); // those are of other plugins now
            for (Imported imported : unknown) {
                Path location = imported.candidate().location();
                if (!given.has(imported.name()) && gonePaths.contains(location)) {
                    gone.add(imported.name());
                } else {
                    warnings.add(
                            imported.name(),
                            changed.contains(location),
                            "What is installed of plugin " + imported.name() + " (" + location + ") cannot be used: "
                                    + why(imported) + "; what runs was not touched");
                }
            }
            return gone;
        }

        /** The locations of plugins where nothing exists any more, if the file systems answer in time. */
        private Set<Path> missing(List<Imported> unknown) {
            try {
                return unknown.isEmpty()
                        ? new HashSet<>()
                        : reloads.onCheckThread(
                                () -> unknown.stream()
                                        .map(imported -> imported.candidate().location())
                                        .filter(Files::notExists)
                                        .collect(Collectors.toCollection(HashSet::new)),
                                "Looking for the files of what runs");
            } catch (ImportTimeoutException e) {
                warnings.add("files", false, String.valueOf(e.getMessage()));
                return new HashSet<>();
            }
        }

        /** The problem that the reading found with the artifact, or else with a part of it or its source. */
        private String why(Imported imported) {
            Path artifact = imported.candidate().location();
            String why = imported.candidate().plugin().exploded()
                    ? "it has no module-info.class; build it again, or remove it"
                    : "it holds no plugin of that name; put one there, or remove it";
            for (Problem problem : now.problems()) {
                Path location = problem.location().orElse(null);
                if (problem.subject().equals(imported.name()) || artifact.equals(location)) {
                    return problem.message();
                }
                if (location != null && (location.startsWith(artifact) || artifact.startsWith(location))) {
                    why = problem.message();
                }
            }
            return why;
        }

        // What has changed

        private Set<String> changedImports() {
            Set<String> names = new LinkedHashSet<>();
            for (Imported imported : registry.all()) {
                String name = imported.name();
                PluginNode node = now.find(name);
                if (node != null
                        && given.isFollowed(name)
                        && (stale.contains(name) || !Installed.sameFiles(imported.candidate(), node.candidate()))
                        && failedReloads.stream().noneMatch(failed -> failed.changed.contains(name))
                        && isQuiet(imported)) {
                    names.add(name);
                }
            }
            return names;
        }

        /** Whether nothing that would leave or come in with a plugin is being written. */
        private boolean isQuiet(Imported imported) {
            return changing.isEmpty()
                    || imports.table().importedWithDependents(List.of(imported.name())).stream()
                            .noneMatch(
                                    node -> changing.contains(node.candidate().location())
                                            || (now.find(node.name()) != null && !isQuiet(node.name())));
        }

        private boolean isQuiet(String name) {
            return now.plan(name, other -> registry.find(other) != null).stream()
                    .noneMatch(next -> changing.contains(next.candidate().location()));
        }

        // The transaction

        /** In one step, as what has changed may not require what is gone any more, or the other way round. */
        private void bringIn(Set<String> gone, Set<String> changedNames) {
            Set<String> names = new LinkedHashSet<>(gone);
            names.addAll(changedNames);
            if (names.isEmpty()) {
                return;
            }
            List<String> members = imports.table().importedWithDependents(changedNames).stream()
                    .map(PluginNode::name)
                    .toList();
            try {
                Reload.Done done =
                        Reloads.recorded(names, WATCH, () -> new Reload(reloads, now, WATCH).run(names, away(gone)));
                done.plugins().stream().map(Reloaded::name).forEach(stale::remove);
                Reloads.warnOfHeld(done.unloaded(), WATCH);
            } catch (ReloadFailedException e) {
                boolean untouched =
                        e.left() == Left.UNTOUCHED; // then it is tried again with each burst, as that stops nothing
                if (untouched || !given.beingWritten().isEmpty()) {
                    warnings.add("reload of " + names, !changed.isEmpty(), String.valueOf(e.getMessage()));
                } else {
                    Thrown.warn(
                            String.valueOf(e.getMessage()), null); // what a plugin has thrown was logged when it failed
                }
                if (!untouched) {
                    failedReloads.add(new FailedReload(Set.copyOf(changedNames), filesOf(members)));
                }
                unload(gone);
            }
        }

        /** What is gone, and what requires that and cannot be imported without it. */
        private Set<String> away(Set<String> gone) {
            Set<String> away = new HashSet<>(gone);
            for (PluginNode node : imports.table().importedWithDependents(gone)) {
                PluginNode next = now.find(node.name());
                if (next == null || next.obstacle().isPresent()) {
                    away.add(node.name());
                }
            }
            return away;
        }

        private void unload(Set<String> gone) {
            Reloads.warnOfHeld(
                    imports.unloadNow(gone, WATCH).stream().map(Begun::unload).toList(), WATCH);
        }

        // What is new

        /** Returns the plugins that it postpones, as something that they would be imported from is being written. */
        private Set<String> importWhatIsNew() {
            List<String> names = new ArrayList<>();
            Set<String> postponed = new HashSet<>();
            for (PluginNode node : now.nodes()) {
                boolean soon = node.timing() == ImportTiming.EAGER || node.timing() == ImportTiming.BACKGROUND;
                if (node.obstacle().isEmpty()
                        && given.isFollowed(node.name())
                        && registry.find(node.name()) == null
                        && (again.contains(node.name()) || (soon && (isNew(node) || hasHiddenChange(node))))) {
                    (isQuiet(node.name()) ? names : postponed).add(node.name());
                }
            }
            CompletableFuture<Map<String, ImportResult>> unused =
                    imports.importEach(() -> now, names, WATCH, Urgency.BACKGROUND, "watch", true);
            return postponed;
        }

        /** What could have been imported before and is not imported was unloaded by a caller, or has failed. */
        private boolean isNew(PluginNode node) {
            if (before == null || before.postponed.contains(node.name())) {
                return true;
            }
            PluginNode old = before.graph.find(node.name());
            return old == null || old.obstacle().isPresent() || !sameFiles(old, node);
        }
    }
}
