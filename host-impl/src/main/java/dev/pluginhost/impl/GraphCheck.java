package dev.pluginhost.impl;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.PluginNode.Prerequisite;
import dev.pluginhost.impl.layer.Resolution;
import dev.pluginhost.impl.layer.Resolver;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ResolutionException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resolves every installed plugin as an import would, and collects the problems. Loads no class and leaves no file open; reads the
 * files of automatic modules. Used once, by one thread.
 */
final class GraphCheck {

    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::severity)
            .thenComparing(Problem::subject)
            .thenComparing(Problem::reason)
            .thenComparing(Problem::message);

    private final PluginGraph graph;
    private final Configuration application;
    private final UnseenPackages unseenPackages;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Resolution> resolutions = new HashMap<>();

    GraphCheck(PluginGraph graph, Configuration application, ClassLoader applicationLoader) {
        this.graph = graph;
        this.application = application;
        this.unseenPackages = new UnseenPackages(graph, application, applicationLoader);
    }

    /** Problems, the most severe first, then by subject. */
    static List<Problem> sorted(List<Problem> problems) {
        return problems.size() < 2
                ? List.copyOf(problems)
                : problems.stream().sorted(ORDER).toList();
    }

    List<Problem> run() {
        problems.addAll(graph.problems());
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
        findUseless();
        return sorted(problems);
    }

    /** A missing "provides" is a common mistake, and no other check finds it. */
    private void findUseless() {
        Set<String> required = new HashSet<>();
        for (PluginNode node : graph.nodes()) {
            node.prerequisites().forEach(prerequisite -> required.add(prerequisite.name()));
        }
        for (PluginNode node : graph.nodes()) {
            ModuleDescriptor module = node.candidate().descriptor();
            if (!module.isAutomatic() && module.provides().isEmpty() && !required.contains(node.name())) {
                add(
                        Severity.NOTE,
                        Reason.PROVIDES_NOTHING,
                        node,
                        "Plugin " + node.name() + " (" + node.candidate().location()
                                + ") provides nothing and no plugin requires it; if that is not meant, add \"provides"
                                + " <service> with <class>\" to its declaration");
            }
        }
    }

    private void resolve(PluginNode node) {
        String plugin = "Plugin " + node.name();
        List<Resolution> prerequisites = new ArrayList<>();
        for (Prerequisite prerequisite : node.prerequisites()) {
            @Nullable Resolution resolution = resolutions.get(prerequisite.name());
            if (resolution != null) {
                prerequisites.add(resolution);
            } else if (!prerequisite.optional()) {
                String message = plugin + " requires " + prerequisite.name() + ", which cannot be resolved";
                add(Severity.ERROR, Reason.PREREQUISITE, node, message);
                return;
            }
        }
        plugin += " (" + node.candidate().location() + ")";
        Resolution resolution;
        try {
            resolution = Resolver.resolve(node.candidate(), application, prerequisites);
        } catch (ResolutionException | FindException e) {
            add(Severity.ERROR, Resolver.reason(e), node, plugin + " cannot be resolved: " + e.getMessage());
            return;
        }
        resolutions.put(node.name(), resolution);
        unseenPackages.examine(node, resolution.unused(), problems);
        for (String unused : resolution.unused()) {
            String message = "Module " + unused + " in the bundle of plugin " + node.name() + " ("
                    + node.candidate().location()
                    + ") is not loaded, because no other module of the bundle requires it; require it, or remove it";
            add(Severity.NOTE, Reason.UNUSED, node, message);
        }
    }

    private void add(Severity severity, Reason reason, PluginNode node, String message) {
        problems.add(new Problem(
                severity, reason, node.name(), Optional.of(node.candidate().location()), message));
    }
}
