package dev.pluginhost.impl.deploy;

import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportTiming;
import dev.pluginhost.Problem;
import dev.pluginhost.ReloadFailedException;
import dev.pluginhost.ReloadFailedException.Left;
import dev.pluginhost.ReloadReport.Reloaded;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.imports.Asker;
import dev.pluginhost.impl.imports.Imports;
import dev.pluginhost.impl.imports.Imports.Going;
import dev.pluginhost.impl.imports.Imports.Urgency;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.watch.Changes;
import dev.pluginhost.impl.watch.LastingWarnings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows a burst of changes on disk: in one transaction, what is gone is unloaded and what has changed and is imported is
 * reloaded; then what is new or can be imported only now is imported if its timing says so. What cannot be used is told of, and
 * what runs is left alone.
 *
 * <p>Confined to the thread of the reloads, but for {@link #begin} and {@link #hasBegun}.
 */
final class Follower {

    private static final Asker WATCH = new Asker("the watch of the sources");

    /**
     * What was followed last.
     *
     * @param graph what was installed
     * @param changing where that was still being written
     * @param left those new ones that were left alone for that
     */
    private record Followed(PluginGraph graph, Set<Path> changing, Set<String> left) {
        @Nullable
        PluginNode find(String name) {
            return left.contains(name) ? null : graph.find(name);
        }
    }

    private final Installed installed;
    private final Imports imports;
    private final Registry registry;
    private final Reloads reloads;
    private final LastingWarnings warnings;
    private final Failures failures = new Failures();

    /**
     * Exploded modules in which something has changed that their fingerprint does not tell, and that were not reloaded since. By
     * names, as what is imported must not be kept alive.
     */
    private final Set<String> stale = new HashSet<>();

    /**
     * Null until there is something. Not what {@link Installed} has read last: whoever has it read sees changes that are not followed
     * yet. Written by who begins, if it is null, and by the thread of the reloads.
     */
    private final AtomicReference<@Nullable Followed> followed = new AtomicReference<>();

    /**
     * A follower of nothing yet.
     *
     * @param warnings of what cannot be used
     */
    Follower(Installed installed, Imports imports, Registry registry, Reloads reloads, LastingWarnings warnings) {
        this.installed = installed;
        this.imports = imports;
        this.registry = registry;
        this.reloads = reloads;
        this.warnings = warnings;
    }

    boolean hasBegun() {
        return followed.get() != null;
    }

    /**
     * Takes what is installed for followed, as who calls this imports what has to be imported of it.
     *
     * @return false if something was followed already
     */
    boolean begin(PluginGraph now) {
        return followed.compareAndSet(null, new Followed(now, Set.of(), Set.of()));
    }

    /**
     * Follows what has settled.
     *
     * @return completed when to look once more, as what is in flight has landed by then, though it may have changed
     */
    CompletableFuture<Void> follow(Changes changes) {
        reloads.read();
        PluginGraph now = installed.get();
        Followed before = followed.get();
        warnings.begin();
        failures.forget(now, changes.changed());
        noteStale(now, changes);
        List<String> late = before == null ? List.of() : inFlight(before, now, changes);
        bringIn(now, gone(now, changes), changed(now, changes), changes);
        Set<String> left = importWhatIsNew(before, now, changes);
        followed.set(new Followed(now, changes.changing(), left));
        return before == null || late.isEmpty() ? new CompletableFuture<>() : landed(before, late);
    }

    /** Follows what may have changed unnoticed; what was being written when something was followed last still is, or is told of. */
    CompletableFuture<Void> followAgain() {
        Followed last = followed.get();
        return follow(new Changes(Set.of(), last == null ? Set.of() : last.changing()));
    }

    /** Whether to look once more after a while, as something cannot be used that may only be half written. */
    boolean isWaiting() {
        return warnings.arePending();
    }

    private void noteStale(PluginGraph now, Changes changes) {
        stale.removeIf(
                name -> registry.find(name) == null && !imports.standing(name).inFlight());
        for (PluginNode node : now.nodes()) {
            if (hasHiddenChange(node, changes)
                    && (registry.find(node.name()) != null
                            || imports.standing(node.name()).inFlight())) {
                stale.add(node.name());
            }
        }
    }

    /** Of an exploded module the declaration alone is compared; the watch looks at all its files. */
    private static boolean hasHiddenChange(PluginNode node, Changes changes) {
        Candidate candidate = node.candidate();
        return candidate.plugin().exploded() && changes.changed().contains(candidate.location());
    }

    private Set<String> gone(PluginGraph now, Changes changes) {
        Set<String> gone = new LinkedHashSet<>();
        List<Imported> unknown = new ArrayList<>();
        for (Imported imported : registry.all()) {
            if (now.find(imported.name()) == null && isQuiet(imported, now, changes)) {
                unknown.add(imported);
            }
        }
        Set<Path> missing = missing(unknown);
        for (Imported imported : unknown) {
            Path location = imported.candidate().location();
            if (missing.contains(location) || isOfAnother(now, location)) {
                gone.add(imported.name());
            } else {
                warnings.add(
                        imported.name(),
                        changes.changed().contains(location),
                        "What is installed of plugin " + imported.name() + " (" + location + ") cannot be used" + ": "
                                + why(now, imported) + "; what runs was not touched",
                        null);
            }
        }
        return gone;
    }

    /** Where nothing is any more, as far as file systems answer in time. */
    private Set<Path> missing(List<Imported> unknown) {
        Set<Path> locations = new LinkedHashSet<>();
        unknown.forEach(imported -> locations.add(imported.candidate().location()));
        if (locations.isEmpty()) {
            return locations;
        }
        try {
            return reloads.onCheckThread(
                    () -> locations.stream().filter(Files::notExists).collect(Collectors.toSet()),
                    "Looking for the files of what runs");
        } catch (ImportTimeoutException e) {
            warnings.add("files", false, String.valueOf(e.getMessage()), e);
            return Set.of();
        }
    }

    private static boolean isOfAnother(PluginGraph now, Path location) {
        return now.nodes().stream().anyMatch(node -> node.candidate().location().equals(location));
    }

    /** The reason, as the reading of the sources found it: with the artifact, with a part of it, or with its source. */
    private static String why(PluginGraph now, Imported imported) {
        Path location = imported.candidate().location();
        String name = imported.name();
        return reason(
                        now,
                        problem -> problem.subject().equals(name)
                                || problem.location().equals(Optional.of(location)))
                .or(() -> reason(now, problem -> problem.location().stream().anyMatch(at -> at.startsWith(location))))
                .or(() -> reason(now, problem -> problem.location().stream().anyMatch(location::startsWith)))
                .orElseGet(() -> imported.candidate().plugin().exploded()
                        ? "it has no module-info.class; build it again, or remove it"
                        : "it holds no plugin of that name; put one there, or remove it");
    }

    private static Optional<String> reason(PluginGraph now, Predicate<Problem> about) {
        return now.problems().stream().filter(about).findFirst().map(Problem::message);
    }

    private Set<String> changed(PluginGraph now, Changes changes) {
        Set<String> changed = new LinkedHashSet<>();
        for (Imported imported : registry.all()) {
            PluginNode node = now.find(imported.name());
            if (node != null
                    && (stale.contains(node.name()) || !Installed.sameFiles(imported.candidate(), node.candidate()))
                    && !failures.has(node.name())
                    && isQuiet(imported, now, changes)) {
                changed.add(imported.name());
            }
        }
        return changed;
    }

    /** Whether nothing of what would go with a plugin, or come with it, is being written at the moment. */
    private boolean isQuiet(Imported imported, PluginGraph now, Changes changes) {
        Set<Path> changing = changes.changing();
        if (changing.isEmpty()) {
            return true;
        }
        return !changing.contains(imported.candidate().location())
                && imports.importedWithDependents(List.of(imported.name())).stream()
                        .allMatch(node -> !changing.contains(node.candidate().location())
                                && isQuiet(now.find(node.name()), now, changes));
    }

    private boolean isQuiet(@Nullable PluginNode node, PluginGraph now, Changes changes) {
        return node == null
                || now.plan(node.name(), name -> registry.find(name) != null).stream()
                        .noneMatch(next ->
                                changes.changing().contains(next.candidate().location()));
    }

    private void bringIn(PluginGraph now, Set<String> gone, Set<String> changed, Changes changes) {
        Set<String> names = new LinkedHashSet<>(gone);
        names.addAll(changed);
        if (names.isEmpty()) {
            return;
        }
        Collection<String> members = names(imports.importedWithDependents(changed));
        try {
            // In one step: what has changed may not require any more what is gone, or the other way about.
            Reload.Done done = reloads.reload(now, names, away(now, gone), WATCH);
            done.plugins().stream().map(Reloaded::name).forEach(stale::remove);
            Leftovers.warn(done.unloaded(), WATCH);
        } catch (ReloadFailedException e) {
            if (e.left() == Left.UNTOUCHED) { // tried again with each burst, as that costs nobody anything
                warnings.add("reload of " + names, !changes.changed().isEmpty(), String.valueOf(e.getMessage()), e);
            } else {
                Thrown.warn(String.valueOf(e.getMessage()), e);
                failures.add(now, changed, members);
            }
            unload(gone);
        }
    }

    /** What is gone, and what requires that and cannot do without. */
    private Set<String> away(PluginGraph now, Set<String> gone) {
        Set<String> away = new HashSet<>(gone);
        for (PluginNode node : imports.importedWithDependents(gone)) {
            PluginNode next = now.find(node.name());
            if (next == null || next.obstacle().isPresent()) {
                away.add(node.name());
            }
        }
        return away;
    }

    private static List<String> names(Collection<PluginNode> nodes) {
        return nodes.stream().map(PluginNode::name).toList();
    }

    private void unload(Set<String> gone) {
        List<Going> going = imports.leaveAll(gone, WATCH);
        going.forEach(one -> one.gone().join());
        Leftovers.warn(going.stream().map(Going::accounts).toList(), WATCH);
    }

    /** Returns those that it leaves alone, as they would be imported from what is being written at the moment, or with it. */
    private Set<String> importWhatIsNew(@Nullable Followed before, PluginGraph now, Changes changes) {
        List<String> eager = new ArrayList<>();
        Set<String> left = new HashSet<>();
        for (PluginNode node : now.nodes()) {
            boolean wanted = node.timing() == ImportTiming.EAGER || node.timing() == ImportTiming.BACKGROUND;
            if (wanted
                    && node.obstacle().isEmpty()
                    && registry.find(node.name()) == null
                    && (isNew(before, node) || hasHiddenChange(node, changes))) {
                (isQuiet(node, now, changes) ? eager : left).add(node.name());
            }
        }
        CompletableFuture<Map<String, ImportResult>> unused =
                imports.importEachAndLog(() -> now, eager, WATCH, Urgency.BACKGROUND, "watch");
        return left;
    }

    /** What was there before and could have been imported is not there because somebody has unloaded it, or it has failed. */
    private static boolean isNew(@Nullable Followed before, PluginNode node) {
        PluginNode old = before == null ? null : before.find(node.name());
        return old == null || old.obstacle().isPresent() || !Installed.sameFiles(old.candidate(), node.candidate());
    }

    /** Those in flight though their files have changed, or are gone. */
    private List<String> inFlight(Followed before, PluginGraph now, Changes changes) {
        List<String> late = new ArrayList<>();
        for (PluginNode old : before.graph().nodes()) {
            PluginNode node = now.find(old.name());
            boolean same = node != null
                    && Installed.sameFiles(old.candidate(), node.candidate())
                    && !hasHiddenChange(node, changes);
            if (!same && imports.standing(old.name()).inFlight()) {
                late.add(old.name());
            }
        }
        return late;
    }

    /** When those that are still in flight have landed. */
    private CompletableFuture<Void> landed(Followed before, List<String> late) {
        List<String> waiting =
                late.stream().filter(name -> imports.standing(name).inFlight()).toList();
        return imports.importEach(before.graph(), waiting, WATCH, Urgency.BACKGROUND, "watch")
                .thenAccept(results -> {});
    }
}
