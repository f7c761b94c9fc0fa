package dev.pluginhost.impl.deploy;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Prerequisite;
import dev.pluginhost.impl.imports.Asker;
import dev.pluginhost.impl.imports.Imports;
import dev.pluginhost.impl.layer.ArtifactOpener;
import dev.pluginhost.impl.layer.OpenArtifacts;
import dev.pluginhost.impl.layer.Resolution;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ResolutionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether plugins can be imported as they are installed now, so far as that can be known without running them: nothing
 * stands against them, they resolve, and so does whatever they require and is not imported, and all of it can be opened.
 * Confined to one thread.
 */
final class ReloadCheck {

    private final PluginGraph graph;
    private final Configuration application;
    private final Registry registry;
    private final ArtifactOpener opener;
    private final Map<String, Resolution> resolutions = new HashMap<>();

    ReloadCheck(PluginGraph graph, Configuration application, Registry registry, ArtifactOpener opener) {
        this.graph = graph;
        this.application = application;
        this.registry = registry;
        this.opener = opener;
    }

    /**
     * Checks the plugins that are to go and to come back.
     *
     * @throws PluginException the first reason why one of them could not come back
     */
    void run(List<String> names, Asker asker) {
        Set<String> going = new HashSet<>(names);
        for (String name : names) {
            Optional<Obstacle> obstacle = graph.obstacle(name, asker.description());
            if (obstacle.isPresent()) {
                throw Imports.refusal(obstacle.get(), name);
            }
            for (PluginNode node : graph.plan(name, other -> resolutions.containsKey(other) || stays(other, going))) {
                resolve(node);
            }
        }
    }

    private boolean stays(String name, Set<String> going) {
        return !going.contains(name) && registry.find(name) != null;
    }

    private void resolve(PluginNode node) {
        Candidate candidate = node.candidate();
        List<Resolution> required = new ArrayList<>();
        for (Prerequisite prerequisite : node.prerequisites()) {
            Resolution resolution = resolutions.get(prerequisite.name());
            if (resolution == null) {
                Imported there = registry.find(prerequisite.name());
                resolution = there == null ? null : there.layer().resolution();
            }
            if (resolution != null) {
                required.add(resolution);
            }
        }
        try {
            resolutions.put(node.name(), Resolution.resolve(candidate, application, required));
        } catch (FindException | ResolutionException e) {
            throw new PluginException(
                    Reason.UNRESOLVABLE,
                    "Plugin " + node.name() + " (" + candidate.location() + ") cannot be resolved: " + e.getMessage(),
                    new Origin(node.name(), ImportStage.RESOLVE, Optional.of(candidate.location())),
                    e);
        }
        try (OpenArtifacts opened = opener.open(candidate)) {
            assert opened != null;
        } catch (IOException e) {
            throw new PluginException(
                    Reason.UNREADABLE,
                    "Plugin " + node.name() + " (" + candidate.location() + ") cannot be opened: " + e.getMessage(),
                    new Origin(node.name(), ImportStage.OPEN, Optional.of(candidate.location())),
                    e);
        }
    }
}
