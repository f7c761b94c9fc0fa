package dev.pluginhost.impl.deploy;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.PluginNode.Prerequisite;
import dev.pluginhost.impl.layer.ArtifactOpener.Kept;
import dev.pluginhost.impl.layer.OpenArtifacts;
import dev.pluginhost.impl.layer.Resolution;
import dev.pluginhost.impl.layer.Resolver;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.FailedImport;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ResolutionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The part of a reload that may hang and changes nothing. It checks what is to come in, as far as that is possible without running
 * it, and keeps the files of what is to leave, so that it can come back. Runs once, on a thread that may be given up; what such
 * a thread keeps too late is closed again. {@link #lost} and {@link #close} may be called by any thread.
 */
final class ReloadPreparation implements Supplier<Boolean>, AutoCloseable {

    private final Reloads reloads;
    private final PluginGraph now;
    private final Collection<String> leaving;
    private final Collection<String> coming;
    private final String requester;

    /** Used by the thread that runs this. */
    private final Map<String, Resolution> resolutions = new HashMap<>();

    /** Added by the thread that runs this; what is removed is closed by the thread that removes it. */
    private final Set<Kept> kept = ConcurrentHashMap.newKeySet();

    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ReloadPreparation(
            Reloads reloads, PluginGraph now, Collection<String> leaving, Collection<String> coming, String requester) {
        this.reloads = reloads;
        this.now = now;
        this.leaving = leaving;
        this.coming = coming;
        this.requester = requester;
    }

    /**
     * Checks and keeps.
     *
     * @throws PluginException the first reason why a plugin could not come in
     */
    @Override
    public Boolean get() {
        for (String name : coming) {
            check(name);
        }
        for (String name : leaving) {
            Imported there = reloads.registry.find(name);
            if (there != null) { // else it is leaving by itself
                keep(there);
            }
        }
        return true;
    }

    private void check(String name) {
        Optional<Obstacle> obstacle = now.obstacle(name, requester);
        if (obstacle.isPresent()) {
            throw FailedImport.of(obstacle.get(), name).exception();
        }
        for (PluginNode node : now.plan(name, other -> resolutions.containsKey(other) || stays(other))) {
            resolve(node);
            open(node);
        }
    }

    private boolean stays(String name) {
        return !coming.contains(name) && reloads.registry.find(name) != null;
    }

    private void resolve(PluginNode node) {
        List<Resolution> required = new ArrayList<>();
        for (Prerequisite prerequisite : node.prerequisites()) {
            Resolution resolution = resolutions.get(prerequisite.name());
            if (resolution == null) {
                Imported there = reloads.registry.find(prerequisite.name());
                resolution = there == null ? null : there.layer().resolution();
            }
            if (resolution != null) {
                required.add(resolution);
            }
        }
        Candidate candidate = node.candidate();
        try {
            resolutions.put(node.name(), Resolver.resolve(candidate, reloads.application, required));
        } catch (FindException | ResolutionException e) {
            throw failure(Resolver.reason(e), ImportStage.RESOLVE, candidate, "resolved", e);
        }
    }

    private void open(PluginNode node) {
        try (OpenArtifacts opened = reloads.opener.open(node.candidate())) {
            assert opened != null;
        } catch (IOException e) {
            throw failure(Reason.UNREADABLE, ImportStage.OPEN, node.candidate(), "opened", e);
        }
    }

    private static PluginException failure(
            Reason reason, ImportStage stage, Candidate candidate, String done, Exception cause) {
        return new PluginException(
                reason,
                "Plugin " + candidate.name() + " (" + candidate.location() + ") cannot be " + done + ": "
                        + cause.getMessage(),
                new Origin(candidate.name(), stage, Optional.of(candidate.location())),
                cause);
    }

    private void keep(Imported there) {
        try {
            Kept files = reloads.opener.keep(there.candidate(), there.layer());
            if (!files.areIntact()) {
                lost.add(there.name());
            }
            kept.add(files);
            if (closed) { // after the addition: either this thread or the one that closes removes the files
                close(files);
            }
        } catch (IOException e) {
            Thrown.warn("Files of plugin " + there.name() + " cannot be kept for its reload: " + Thrown.text(e), e);
        }
    }

    /** One of some plugins whose old files were lost before they could be kept. */
    @Nullable
    String lost(Collection<String> names) {
        return names.stream().filter(lost::contains).sorted().findFirst().orElse(null);
    }

    @Override
    public void close() {
        closed = true;
        kept.forEach(this::close);
    }

    private void close(Kept files) {
        if (kept.remove(files)) {
            files.close();
        }
    }
}
