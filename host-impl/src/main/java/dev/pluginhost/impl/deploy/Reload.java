package dev.pluginhost.impl.deploy;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.ReloadFailedException;
import dev.pluginhost.ReloadFailedException.Left;
import dev.pluginhost.ReloadReport.Reloaded;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.imports.Asker;
import dev.pluginhost.impl.imports.Imports;
import dev.pluginhost.impl.imports.Imports.Going;
import dev.pluginhost.impl.imports.Imports.Urgency;
import dev.pluginhost.impl.layer.ArtifactOpener;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.lang.module.Configuration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Replaces plugins by what is installed now, as one transaction: check, go, come back, or else bring the old ones back. It waits,
 * for what ends by itself: departures by the stop timeout, imports by theirs. Confined to one thread, but for what it returns.
 */
final class Reload {

    /** What others have begun meanwhile may be imported from something else than is meant; so often is that set right. */
    private static final int MOST_ATTEMPTS = 3;

    /**
     * What came of it.
     *
     * @param plugins what went and came back
     * @param unloaded what there is to report of those that went, when their loaders have been looked for
     */
    record Done(List<Reloaded> plugins, List<CompletableFuture<List<UnloadReport.Plugin>>> unloaded) {}

    private final Installed installed;
    private final Imports imports;
    private final Registry registry;
    private final Reloads reloads;
    private final ArtifactOpener opener;
    private final Configuration application;
    private final Asker asker;

    private final KeptFiles kept;
    private final List<CompletableFuture<List<UnloadReport.Plugin>>> unloaded = new ArrayList<>();

    Reload(
            Installed installed,
            Imports imports,
            Registry registry,
            Reloads reloads,
            ArtifactOpener opener,
            Configuration application,
            Asker asker) {
        this.installed = installed;
        this.imports = imports;
        this.registry = registry;
        this.reloads = reloads;
        this.opener = opener;
        this.kept = new KeptFiles(opener);
        this.application = application;
        this.asker = asker;
    }

    /**
     * Reloads those that are imported of some plugins, and those that require them.
     *
     * @param now what is installed, as it was read for this
     * @param away those that are not to come back; they do if this fails
     * @throws ReloadFailedException if what ran before still does, or should
     */
    Done run(PluginGraph now, Collection<String> names, Set<String> away) {
        Map<String, PluginNode> old = new LinkedHashMap<>();
        imports.importedWithDependents(names).forEach(node -> old.put(node.name(), node));
        if (old.isEmpty()) {
            return new Done(List.of(), List.of());
        }
        List<String> back = new ArrayList<>(old.keySet());
        back.removeAll(away);
        back.addAll(inFlight(now, Set.copyOf(back)));
        try {
            prepare(now, old.keySet(), back);
            reloads.moving();
            try {
                Set<String> going = new LinkedHashSet<>(leave(names));
                Map<String, PluginException> failures = bringIn(now, going, false);
                if (!failures.isEmpty()) {
                    throw restored(now, old, going, first(failures));
                }
                return new Done(reloaded(now, old, going), unloaded);
            } finally {
                reloads.moved();
            }
        } finally {
            kept.close();
        }
    }

    /** Does what may hang and changes nothing: checks what is to come in, and keeps the files of what is to go. */
    private void prepare(PluginGraph now, Collection<String> old, List<String> back) {
        ReloadCheck check = new ReloadCheck(now, application, registry, opener);
        try {
            reloads.onCheckThread(
                    () -> {
                        check.run(back, asker);
                        for (String name : old) {
                            Imported there = registry.find(name);
                            if (there != null) { // else it is on its way out by itself
                                kept.keep(there);
                            }
                        }
                        return true;
                    },
                    "Checking what is to be reloaded");
        } catch (HostClosedException e) {
            throw e;
        } catch (PluginException e) {
            throw failed(e, Left.UNTOUCHED, "what runs was not touched; mend what is installed and reload again");
        }
    }

    /** Those in flight that require others and leave with them as soon as they have landed. */
    private List<String> inFlight(PluginGraph now, Set<String> others) {
        return now.nodes().stream()
                .map(PluginNode::name)
                .filter(name -> imports.standing(name).inFlight())
                .filter(name ->
                        now.plan(name, other -> false).stream().anyMatch(required -> others.contains(required.name())))
                .toList();
    }

    /** Returns when they are gone, with all that required them, those first that others require. */
    private List<String> leave(Collection<String> names) {
        List<String> going = new ArrayList<>();
        for (Going one : imports.leaveAll(names, asker)) {
            one.gone().join();
            unloaded.add(one.accounts());
            going.addAll(one.unloaded());
        }
        Collections.reverse(going);
        return going;
    }

    /**
     * Returns when all are imported as a graph says, or have failed.
     *
     * @param names to which those are added that have left meanwhile. Who cannot be imported by the graph was either not to come back
     *     or was in flight when all was checked, and stays away
     * @param insisting whether to try again if what has failed was begun by somebody else, who may have had another graph
     */
    private Map<String, PluginException> bringIn(PluginGraph graph, Set<String> names, boolean insisting) {
        for (int attempt = 1; ; attempt++) {
            List<String> wanted = names.stream()
                    .filter(name -> graph.obstacle(name, asker.description()).isEmpty())
                    .toList();
            Map<String, PluginException> failures = new LinkedHashMap<>();
            Imports.settled(imports.importEach(graph, wanted, asker, Urgency.AWAITED, "reload"))
                    .forEach((name, result) -> result.failure().ifPresent(why -> failures.put(name, why)));
            List<String> others =
                    wanted.stream().filter(name -> isAnother(graph, name)).toList();
            boolean again = !others.isEmpty()
                    || (insisting && failures.keySet().stream().anyMatch(this::isOfOthers));
            if (!again || attempt == MOST_ATTEMPTS) {
                others.forEach(name -> failures.putIfAbsent(name, another(name)));
                return failures;
            }
            names.addAll(leave(others));
        }
    }

    private boolean isOfOthers(String name) {
        return imports.standing(name).trace().stream()
                .noneMatch(trace -> trace.requestedBy().equals(asker.description()));
    }

    private PluginException another(String name) {
        return new PluginException(
                Reason.UNREADABLE,
                "Plugin " + name + " was imported from other files than " + asker
                        + " wanted, as others asked for it again and again; reload it again",
                Origin.of(name),
                null);
    }

    /** Whether it is neither what is meant nor, if its files have changed again, what is installed since. */
    private boolean isAnother(PluginGraph graph, String name) {
        Imported there = registry.find(name);
        PluginNode meant = graph.find(name);
        if (there == null || meant == null || there.candidate().equals(meant.candidate())) {
            return false;
        }
        PluginNode since = installed.get().find(name);
        return since == null || !there.candidate().equals(since.candidate());
    }

    private ReloadFailedException restored(
            PluginGraph now, Map<String, PluginNode> old, Set<String> going, PluginException cause) {
        PluginGraph before = now.with(old.values());
        installed.replace(now, before); // first, so that whoever asks from here on gets the old ones as well
        Map<String, PluginException> failures;
        try {
            going.addAll(leave(going));
            failures = bringIn(before, going, true);
        } finally {
            installed.replace(before, now);
        }
        Leftovers.warn(unloaded, asker); // as there is no report to name them
        ReloadFailedException failure = failures.isEmpty()
                ? failed(cause, Left.RESTORED, "what ran before is back; mend what is installed and reload again")
                : failed(cause, Left.LOST, "and what ran before could not be brought back: " + whyLost(failures));
        failures.values().forEach(failure::addSuppressed);
        return failure;
    }

    private String whyLost(Map<String, PluginException> failures) {
        return kept.lost().stream()
                .sorted()
                .filter(failures::containsKey)
                .findFirst()
                .map(name -> "the old files of plugin " + name
                        + " were not there any more when the reload began: a jar that was replaced while the host had it"
                        + " closed to keep within openFiles, or an exploded module that was written anew")
                .orElseGet(() -> String.valueOf(first(failures).getMessage()));
    }

    private ReloadFailedException failed(PluginException cause, Left left, String rest) {
        return new ReloadFailedException(
                "Plugin " + cause.module() + " was not reloaded, as " + asker + " wanted: " + cause.getMessage() + "; "
                        + rest,
                new Origin(cause.module(), cause.stage(), cause.location()),
                left,
                cause);
    }

    /** The one that the others failed for, if there is one. */
    private static PluginException first(Map<String, PluginException> failures) {
        return failures.values().stream()
                .filter(failure -> failure.reason() != Reason.PREREQUISITE)
                .findFirst()
                .orElseGet(() -> failures.values().iterator().next());
    }

    private List<Reloaded> reloaded(PluginGraph now, Map<String, PluginNode> old, Set<String> going) {
        List<Reloaded> all = new ArrayList<>();
        for (String name : going) {
            // One that was in flight, or was imported meanwhile, is taken for the one that is installed.
            PluginNode node = old.getOrDefault(name, now.find(name));
            Imported there = registry.find(name);
            if (node != null && there != null) {
                Candidate before = node.candidate();
                Candidate after = there.candidate();
                all.add(new Reloaded(
                        name,
                        before.descriptor().version(),
                        after.descriptor().version(),
                        !Installed.sameFiles(before, after)));
            }
        }
        return all;
    }
}
