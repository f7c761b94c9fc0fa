package dev.pluginhost.impl.deploy;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.ReloadFailedException;
import dev.pluginhost.ReloadFailedException.Left;
import dev.pluginhost.ReloadReport.Reloaded;
import dev.pluginhost.impl.installed.Installed;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.PluginTable.Leaving.Begun;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.wait.Futures;
import dev.pluginhost.modules.discovery.Candidate;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.graph.PluginNode.Prerequisite;
import dev.pluginhost.modules.layer.OpenArtifacts;
import dev.pluginhost.modules.layer.Resolution;
import dev.pluginhost.modules.layer.Resolver;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ResolutionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One transaction that replaces plugins by what is installed now: prepare, leave, import, or else bring the old ones back. It
 * waits for unloadings and imports, which end by their own timeouts. Confined to the thread of the reloads.
 */
final class Reload {

    /** What has left and come back, and the unloads. */
    record Done(List<Reloaded> plugins, List<Unload> unloaded) {}

    private final Reloads reloads;
    private final Imports imports;
    private final PluginGraph now;
    private final Caller caller;
    private final Map<String, PluginNode> old = new LinkedHashMap<>();
    private final List<Unload> unloaded = new ArrayList<>();

    Reload(Reloads reloads, PluginGraph now, Caller caller) {
        this.reloads = reloads;
        this.imports = reloads.imports;
        this.now = now;
        this.caller = caller;
    }

    /**
     * Reloads those of some plugins that are imported, and those that require them; what is {@code away} comes back only if this fails. Throws
     * {@link ReloadFailedException} if what ran before still runs, or should.
     */
    Done run(Collection<String> names, Set<String> away) {
        imports.table().importedWithDependents(names).forEach(node -> old.put(node.name(), node));
        if (old.isEmpty()) {
            return new Done(List.of(), List.of());
        }
        try (Preparation preparation = new Preparation(List.copyOf(old.keySet()), coming(away))) {
            prepare(preparation);
            reloads.moving();
            try {
                Set<String> left = new LinkedHashSet<>(leave(names));
                Map<String, PluginException> failures = bringIn(now, left);
                if (!failures.isEmpty()) {
                    throw restored(left, first(failures), preparation);
                }
                return new Done(reloaded(left), unloaded);
            } finally {
                reloads.moved();
            }
        }
    }

    /** What is to come back, and plugins in flight that require it: they leave with it as soon as they have been imported. */
    private Set<String> coming(Set<String> away) {
        Set<String> back = new LinkedHashSet<>(old.keySet());
        back.removeAll(away);
        Set<String> coming = new LinkedHashSet<>(back);
        for (PluginNode node : now.nodes()) {
            if (imports.table().status(node.name()).underWay()) {
                for (PluginNode required : now.plan(node.name(), other -> false)) {
                    if (back.contains(required.name())) {
                        coming.add(node.name());
                    }
                }
            }
        }
        return coming;
    }

    private void prepare(Preparation preparation) {
        try {
            reloads.onCheckThread(preparation, "Checking what is to be reloaded");
        } catch (HostClosedException e) {
            throw e;
        } catch (PluginException e) {
            throw failed(e, Left.UNTOUCHED, "what runs was not touched; mend what is installed and reload again");
        }
    }

    /** Returns when the plugins have left, with all that required them, in the order in which they can come back. */
    private List<String> leave(Collection<String> names) {
        List<String> left = new ArrayList<>();
        for (Begun begun : imports.unloadNow(names, caller)) {
            unloaded.add(begun.unload());
            for (Unload unload : begun.begun()) {
                if (unload.wasCarriedOut()) {
                    left.add(0, unload.name());
                }
            }
        }
        return left;
    }

    /**
     * Returns when all are imported as a graph says, or have failed. The graph is installed, so other callers import the same. What it cannot
     * import was not to come back, or was in flight, and stays away.
     */
    private Map<String, PluginException> bringIn(PluginGraph graph, Set<String> names) {
        List<String> wanted = new ArrayList<>(names);
        wanted.removeIf(name -> graph.find(name) == null
                || graph.obstacle(name, caller.description()).isPresent());
        Map<String, PluginException> failures = new LinkedHashMap<>();
        Futures.settled(imports.importEach(() -> graph, wanted, caller, Urgency.AWAITED, "reload", false))
                .forEach((name, result) -> result.failure().ifPresent(why -> failures.put(name, why)));
        return failures;
    }

    private ReloadFailedException restored(Set<String> left, PluginException cause, Preparation preparation) {
        PluginGraph before = now.with(old.values());
        reloads.installed.replace(now, before); // from here on other callers get the old plugins, too
        Map<String, PluginException> failures;
        try {
            left.addAll(leave(left));
            failures = bringIn(before, left);
        } finally {
            reloads.installed.replace(before, now);
        }
        Reloads.warnOfHeld(unloaded, caller);
        if (failures.isEmpty()) {
            List<String> newer = old.values().stream()
                    .filter(this::isReplaced)
                    .map(PluginNode::name)
                    .toList();
            return newer.isEmpty()
                    ? failed(cause, Left.RESTORED, "what ran before is back; mend what is installed and reload again")
                    : failed(cause, Left.LOST, "and as the sources were read meanwhile, newer files run of " + newer);
        }
        String lost = failures.keySet().stream()
                .filter(preparation.lost::contains)
                .min(Comparator.naturalOrder())
                .orElse(null);
        String why = lost == null
                ? String.valueOf(first(failures).getMessage())
                : "the old files of plugin " + lost
                        + " did not exist any more when the reload began: a jar that was replaced while the host had it"
                        + " closed to keep within openFiles, or an exploded module that was written anew";
        ReloadFailedException failure =
                failed(cause, Left.LOST, "and what ran before could not be brought back: " + why);
        failures.values().forEach(failure::addSuppressed);
        return failure;
    }

    private boolean isReplaced(PluginNode node) {
        Imported there = reloads.registry.find(node.name());
        return there != null && !Installed.sameFiles(there.candidate(), node.candidate());
    }

    private ReloadFailedException failed(PluginException cause, Left left, String rest) {
        return new ReloadFailedException(
                "Plugin " + cause.module() + " was not reloaded, as " + caller + " wanted: " + cause.getMessage() + "; "
                        + rest,
                new Origin(cause.module(), cause.stage(), cause.location()),
                left,
                cause);
    }

    /** The failure that caused the others, if there is one. */
    private static PluginException first(Map<String, PluginException> failures) {
        for (PluginException failure : failures.values()) {
            if (failure.reason() != Reason.PREREQUISITE) {
                return failure;
            }
        }
        return failures.values().iterator().next();
    }

    private List<Reloaded> reloaded(Set<String> left) {
        List<Reloaded> all = new ArrayList<>();
        for (String name : left) {
            // A plugin that was in flight, or was imported meanwhile, was imported from what is installed.
            PluginNode node = old.getOrDefault(name, now.find(name));
            Imported there = reloads.registry.find(name);
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

    /**
     * What may hang and changes nothing, on a thread that may be given up. It checks what is to come in, as far as that is possible without
     * running it, and keeps the files of what is to leave, so that it can come back. What is kept after {@link #close} is closed again.
     */
    private final class Preparation implements Supplier<Boolean>, AutoCloseable {

        private final Collection<String> leaving;
        private final Collection<String> coming;
        private final Map<String, Resolution> resolutions = new HashMap<>();

        /** Added to by the thread that runs this, read by that of the reloads, as is the next. */
        private final Set<OpenArtifacts> kept = ConcurrentHashMap.newKeySet();

        private final Set<String> lost = ConcurrentHashMap.newKeySet();
        private volatile boolean closed;

        Preparation(Collection<String> leaving, Collection<String> coming) {
            this.leaving = leaving;
            this.coming = coming;
        }

        /** Throws the first reason why a plugin could not come in. */
        @Override
        public Boolean get() {
            coming.forEach(this::check);
            for (String name : leaving) {
                Imported there = reloads.registry.find(name);
                if (there != null) { // else it is leaving by itself
                    keep(there);
                }
            }
            return true;
        }

        private void check(String name) {
            now.obstacle(name, caller.description()).ifPresent(obstacle -> {
                throw FailedImport.of(obstacle, name).exception();
            });
            for (PluginNode node : now.plan(name, other -> resolutions.containsKey(other) || stays(other))) {
                check(node);
            }
        }

        private boolean stays(String name) {
            return !coming.contains(name) && reloads.registry.find(name) != null;
        }

        private void check(PluginNode node) {
            List<Resolution> required = new ArrayList<>();
            for (Prerequisite prerequisite : node.prerequisites()) {
                Imported there = reloads.registry.find(prerequisite.name());
                Resolution resolution = resolutions.getOrDefault(
                        prerequisite.name(),
                        there == null ? null : there.layer().resolution());
                if (resolution != null) {
                    required.add(resolution);
                }
            }
            Candidate candidate = node.candidate();
            try {
                resolutions.put(
                        node.name(), Resolver.resolve(candidate, reloads.application, required, node.without()));
            } catch (FindException | ResolutionException e) {
                throw failure(Resolver.reason(e), ImportStage.RESOLVE, candidate, "resolved", e);
            }
            try {
                reloads.opener.open(candidate).close();
            } catch (IOException e) {
                throw failure(Reason.UNREADABLE, ImportStage.OPEN, candidate, "opened", e);
            }
        }

        private PluginException failure(
                Reason reason, ImportStage stage, Candidate candidate, String done, Exception cause) {
            String message = "Plugin " + candidate.name() + " (" + candidate.location() + ") cannot be " + done + ": "
                    + cause.getMessage();
            return FailedImport.of(reason, candidate, stage, message, cause).exception();
        }

        private void keep(Imported there) {
            try {
                OpenArtifacts files = reloads.opener.keep(there.candidate(), there.layer());
                if (!files.intact()) {
                    lost.add(there.name());
                }
                kept.add(files);
                if (closed) { // after the addition: this thread or the one that closes sees it
                    files.close();
                }
            } catch (IOException e) {
                Thrown.warn("Files of plugin " + there.name() + " cannot be kept for its reload: " + Thrown.text(e), e);
            }
        }

        @Override
        public void close() {
            closed = true;
            kept.forEach(OpenArtifacts::close);
        }
    }
}
