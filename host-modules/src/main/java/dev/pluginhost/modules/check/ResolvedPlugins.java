package dev.pluginhost.modules.check;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.graph.PluginNode.Prerequisite;
import dev.pluginhost.modules.layer.Resolution;
import dev.pluginhost.modules.layer.Resolver;
import java.lang.module.FindException;
import java.lang.module.ResolutionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every installed plugin, resolved once as an import would. Opens no plugin. Not changed once it is made. */
final class ResolvedPlugins {

    private final Application application;

    /** By name, prerequisites first. */
    private final Map<String, Resolution> resolutions = new LinkedHashMap<>();

    /** Why a plugin without an obstacle cannot be resolved, by its name. */
    private final Map<String, Problem> problems = new HashMap<>();

    ResolvedPlugins(PluginGraph graph, Application application) {
        this.application = application;
        // Each plugin once: two resolutions of one plugin would be two modules of one name to those that require it.
        Set<String> done = new HashSet<>();
        for (PluginNode node : graph.nodes()) {
            if (node.obstacle().isEmpty() && !done.contains(node.name())) {
                for (PluginNode next : graph.plan(node.name(), done::contains)) {
                    done.add(next.name());
                    resolve(next);
                }
            }
        }
    }

    private void resolve(PluginNode node) {
        List<Resolution> prerequisites = new ArrayList<>();
        for (Prerequisite prerequisite : node.prerequisites()) {
            @Nullable Resolution resolution = resolutions.get(prerequisite.name());
            if (resolution != null) {
                prerequisites.add(resolution);
            } else if (!prerequisite.optional()) {
                String message =
                        "Plugin " + node.name() + " requires " + prerequisite.name() + ", which cannot be resolved";
                add(Reason.PREREQUISITE, node, message);
                return;
            }
        }
        try {
            Resolution resolution = Resolver.resolve(node.candidate(), application, prerequisites, node.without());
            resolutions.put(node.name(), resolution);
        } catch (ResolutionException | FindException e) {
            add(Resolver.reason(e), node, plugin(node) + " cannot be resolved: " + e.getMessage());
        }
    }

    static String plugin(PluginNode node) {
        return "Plugin " + node.name() + " (" + node.candidate().location() + ")";
    }

    private void add(Reason reason, PluginNode node, String message) {
        problems.put(
                node.name(),
                new Problem(
                        Severity.ERROR,
                        reason,
                        node.name(),
                        Optional.of(node.candidate().location()),
                        message));
    }

    /** Those that can be resolved, by name, prerequisites first. */
    Map<String, Resolution> resolutions() {
        return resolutions;
    }

    /** Why the others cannot be resolved, by name; an obstacle in the graph is not among them. */
    Map<String, Problem> problems() {
        return problems;
    }
}
