package dev.pluginhost.impl.deploy;

import dev.pluginhost.ImportResult;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.PrerequisiteFailedException;
import dev.pluginhost.ReloadFailedException;
import dev.pluginhost.ReloadFailedException.Left;
import dev.pluginhost.ReloadReport.Reloaded;
import dev.pluginhost.UnloadedPlugin;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.imports.Asker;
import dev.pluginhost.impl.imports.Imports;
import dev.pluginhost.impl.imports.Imports.Going;
import dev.pluginhost.impl.imports.Imports.Urgency;
import dev.pluginhost.impl.layer.ArtifactOpener;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.io.Closeable;
import java.io.IOException;
import java.lang.module.Configuration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Replaces plugins by what is installed now, as one transaction: check, go, come back, or else bring the old ones back. It waits,
 * for what ends by itself: departures by the stop deadline, imports by theirs. Confined to one thread, but for what it returns.
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
    record Done(List<Reloaded> plugins, List<CompletableFuture<List<UnloadedPlugin>>> unloaded) {}

    private final Installed installed;
    private final Imports imports;
    private final Registry registry;
    private final ArtifactOpener opener;
    private final Configuration application;
    private final Asker asker;

    /** What has to be closed when it is over. */
    private final List<Closeable> kept = new ArrayList<>();

    private final List<CompletableFuture<List<UnloadedPlugin>>> unloaded = new ArrayList<>();

    Reload(
            Installed installed,
            Imports imports,
            Registry registry,
            ArtifactOpener opener,
            Configuration application,
            Asker asker) {
        this.installed = installed;
        this.imports = imports;
        this.registry = registry;
        this.opener = opener;
        this.application = application;
        this.asker = asker;
    }

    /**
     * Reloads those that are imported of some plugins, and those that require them.
     *
     * @param now what is installed, as it was read for this
     * @throws ReloadFailedException if what ran before still does, or should
     */
    Done run(PluginGraph now, Collection<String> names) {
        Map<String, PluginNode> old = new LinkedHashMap<>();
        imports.importedWithDependents(names).forEach(node -> old.put(node.name(), node));
        if (old.isEmpty()) {
            return new Done(List.of(), List.of());
        }
        try {
            new ReloadCheck(now, application, registry, opener).run(List.copyOf(old.keySet()), asker);
        } catch (PluginException e) {
            throw failed(e, Left.UNTOUCHED, "what runs was not touched; mend what is installed and reload again");
        }
        try {
            old.values().forEach(this::keep);
            List<String> going = leave(names);
            Map<String, PluginException> failures = bringIn(now, going);
            if (!failures.isEmpty()) {
                throw restored(now, old, going, first(failures));
            }
            return new Done(reloaded(old, going), unloaded);
        } finally {
            kept.forEach(this::close);
        }
    }

    private void keep(PluginNode node) {
        Imported there = registry.find(node.name());
        if (there == null) {
            return; // it is on its way out by itself
        }
        try {
            kept.add(opener.keep(there.candidate(), there.layer()));
        } catch (IOException e) {
            Thrown.warn("Files of plugin " + node.name() + " cannot be kept for its reload: " + e, e);
        }
    }

    private void close(Closeable files) {
        try {
            files.close();
        } catch (IOException e) {
            Thrown.warn("Files that were kept for a reload failed to close: " + e, e);
        }
    }

    /** Returns when they are gone, with all that required them, those first that others require. */
    private List<String> leave(Collection<String> names) {
        List<String> going = new ArrayList<>();
        List<Going> all = names.stream().map(name -> imports.leave(name, asker)).toList();
        for (Going one : all) {
            one.gone().join();
            unloaded.add(one.accounts());
            going.addAll(one.unloaded());
        }
        Collections.reverse(going);
        return going;
    }

    /** Returns when all are imported as a graph says, or have failed. */
    private Map<String, PluginException> bringIn(PluginGraph graph, List<String> names) {
        Map<String, PluginException> failures = new LinkedHashMap<>();
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            failures.clear();
            Map<String, ImportResult> results =
                    Imports.settled(imports.importEach(graph, names, asker, Urgency.AWAITED, "reload"));
            results.forEach((name, result) -> result.failure().ifPresent(why -> failures.put(name, why)));
            List<String> others =
                    names.stream().filter(name -> isAnother(graph, name)).toList();
            if (others.isEmpty()) {
                break;
            }
            leave(others);
        }
        return failures;
    }

    private boolean isAnother(PluginGraph graph, String name) {
        Imported there = registry.find(name);
        PluginNode meant = graph.find(name);
        return there != null && meant != null && !there.candidate().equals(meant.candidate());
    }

    private ReloadFailedException restored(
            PluginGraph now, Map<String, PluginNode> old, List<String> going, PluginException cause) {
        leave(going);
        PluginGraph before = now.with(old.values());
        installed.replace(now, before); // so that whoever asks meanwhile gets the old ones as well
        Map<String, PluginException> failures;
        try {
            failures = bringIn(before, going);
        } finally {
            installed.replace(before, now);
        }
        ReloadFailedException failure = failures.isEmpty()
                ? failed(cause, Left.RESTORED, "what ran before is back; mend what is installed and reload again")
                : failed(
                        cause,
                        Left.LOST,
                        "and what ran before could not be brought back: "
                                + first(failures).getMessage());
        failures.values().forEach(failure::addSuppressed);
        return failure;
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
                .filter(failure -> !(failure instanceof PrerequisiteFailedException))
                .findFirst()
                .orElseGet(() -> failures.values().iterator().next());
    }

    private List<Reloaded> reloaded(Map<String, PluginNode> old, List<String> going) {
        List<Reloaded> all = new ArrayList<>();
        for (String name : going) {
            PluginNode node = old.get(name);
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
