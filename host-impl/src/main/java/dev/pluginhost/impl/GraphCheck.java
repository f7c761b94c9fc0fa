package dev.pluginhost.impl;

import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Prerequisite;
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
 * Resolves all that is installed, as imports would, and collects what is wrong. No class is loaded and no file stays open. The
 * files of automatic modules are read.
 * Used once, by one thread.
 */
final class GraphCheck {

    private final PluginGraph graph;
    private final Configuration application;
    private final UnseenPackages unseenPackages;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Resolution> resolutions = new HashMap<>();
    private final Set<String> done = new HashSet<>();

    GraphCheck(PluginGraph graph, Configuration application, ClassLoader applicationLoader) {
        this.graph = graph;
        this.application = application;
        this.unseenPackages = new UnseenPackages(graph, application, applicationLoader);
    }

    static List<Problem> sorted(List<Problem> problems) {
        if (problems.size() < 2) {
            return List.copyOf(problems);
        }
        Comparator<Problem> gravestFirst = Comparator.comparing(Problem::severity)
                .thenComparing(Problem::subject)
                .thenComparing(Problem::reason)
                .thenComparing(Problem::message);
        return problems.stream().sorted(gravestFirst).toList();
    }

    List<Problem> run() {
        problems.addAll(graph.problems());
        List<Problem> split = graph.splitPackages();
        problems.addAll(split);
        Set<String> known = new HashSet<>();
        split.forEach(problem -> known.add(problem.subject()));
        for (PluginNode node : graph.nodes()) {
            // Once each: two resolutions of one plugin would be two modules of one name to those that require it.
            if (node.obstacle().isEmpty() && !done.contains(node.name())) {
                for (PluginNode next : graph.plan(node.name(), done::contains)) {
                    done.add(next.name());
                    if (!known.contains(next.name())) {
                        resolve(next);
                    }
                }
            }
        }
        noteWhatIsOfNoUse();
        return sorted(problems);
    }

    /** Forgotten provides are the likeliest mistake of all, and nothing else shows them. */
    private void noteWhatIsOfNoUse() {
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
        List<Resolution> prerequisites = new ArrayList<>();
        for (Prerequisite prerequisite : node.prerequisites()) {
            @Nullable Resolution resolution = resolutions.get(prerequisite.name());
            if (resolution != null) {
                prerequisites.add(resolution);
            } else if (!prerequisite.optional()) {
                add(
                        Severity.ERROR,
                        Reason.PREREQUISITE,
                        node,
                        "Plugin " + node.name() + " requires " + prerequisite.name() + ", which cannot be resolved");
                return;
            }
        }
        try {
            Resolution resolution = Resolver.resolve(node.candidate(), application, prerequisites);
            resolutions.put(node.name(), resolution);
            unseenPackages.examine(node, resolution.unused(), problems::add);
            resolution
                    .unused()
                    .forEach(
                            unused -> add(
                                    Severity.NOTE,
                                    Reason.UNUSED,
                                    node,
                                    "Module " + unused
                                            + " in the bundle of plugin " + node.name() + " ("
                                            + node.candidate().location()
                                            + ") is required by no other module of it and is not loaded; require it, or take it out"));
        } catch (ResolutionException | FindException e) {
            add(
                    Severity.ERROR,
                    Resolver.reason(e),
                    node,
                    "Plugin " + node.name() + " (" + node.candidate().location() + ") cannot be resolved: "
                            + e.getMessage());
        }
    }

    private void add(Severity severity, Reason reason, PluginNode node, String message) {
        problems.add(new Problem(
                severity, reason, node.name(), Optional.of(node.candidate().location()), message));
    }
}
