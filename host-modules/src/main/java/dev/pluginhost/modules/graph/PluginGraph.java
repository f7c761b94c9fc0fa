package dev.pluginhost.modules.graph;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.Problem;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.discovery.Discovered;
import dev.pluginhost.modules.graph.PluginNode.Prerequisite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The installed plugins and their requirements. Immutable: another reading of the sources makes another graph. Plugins that can
 * be imported and their prerequisites form no cycle, as members of a cycle have an obstacle.
 */
public class PluginGraph {

    /** Plugins of a path that are named. */
    static final int MOST_OF_PATH = 12;

    private final Discovered discovered;
    private final ApplicationModules application;
    /** Sorted by name. */
    private final Map<String, PluginNode> nodes;

    private final List<Problem> problems;

    /** With nodes that are sorted by name. */
    protected PluginGraph(
            Discovered discovered,
            ApplicationModules application,
            Map<String, PluginNode> nodes,
            List<Problem> problems) {
        this.discovered = discovered;
        this.application = application;
        this.nodes = nodes;
        this.problems = problems;
    }

    /** The graph of what was discovered. */
    public static PluginGraph of(
            Discovered discovered, ApplicationModules application, Wishes wishes, VersionPolicy versions) {
        return new GraphBuilder(discovered, application, wishes, versions).build();
    }

    /** This graph with other nodes in place of those of the same names, or beside them. */
    public PluginGraph with(Collection<PluginNode> others) {
        Map<String, PluginNode> merged = new TreeMap<>(nodes);
        for (PluginNode node : others) {
            merged.put(node.name(), node);
        }
        return new PluginGraph(discovered(), application, merged, problems);
    }

    /** All installed plugins, sorted by name. */
    public Collection<PluginNode> nodes() {
        return nodes.values();
    }

    public Discovered discovered() {
        return discovered;
    }

    /** The names of the plugins with a timing, sorted. */
    public List<String> names(ImportTiming timing) {
        List<String> names = new ArrayList<>();
        for (PluginNode node : nodes.values()) {
            if (node.timing() == timing) {
                names.add(node.name());
            }
        }
        return names;
    }

    /** The number of plugins with a timing. */
    public int count(ImportTiming timing) {
        return names(timing).size();
    }

    /** The plugins that provide a service, sorted by name. */
    public List<PluginNode> providers(String service) {
        List<PluginNode> providers = new ArrayList<>();
        for (PluginNode node : nodes.values()) {
            if (node.provides(service)) {
                providers.add(node);
            }
        }
        return providers;
    }

    public @Nullable PluginNode find(String name) {
        return nodes.get(name);
    }

    /** All problems but those that only resolution shows. */
    public List<Problem> problems() {
        List<Problem> all = new ArrayList<>(discovered.problems());
        all.addAll(problems);
        return all;
    }

    /** Why a plugin, installed or not, cannot be imported. */
    public Optional<Obstacle> obstacle(String name, String wantedBy) {
        PluginNode node = nodes.get(name);
        return node != null
                ? node.obstacle()
                : Optional.of(new Explanations(discovered, nodes.keySet(), application).notInstalled(name, wantedBy));
    }

    /** An importable plugin and what has to be imported before it, prerequisites first, without what is imported. */
    public List<PluginNode> plan(String name, Predicate<String> imported) {
        List<PluginNode> plan = new ArrayList<>();
        Set<String> entered = new HashSet<>();
        Set<String> planned = new HashSet<>();
        Deque<PluginNode> open = new ArrayDeque<>();
        open.push(node(name));
        while (!open.isEmpty()) {
            PluginNode node = open.element();
            if (!entered.add(node.name())) { // all that it requires has been planned
                open.pop();
                if (planned.add(node.name())) {
                    plan.add(node);
                }
                continue;
            }
            List<Prerequisite> prerequisites = node.prerequisites();
            for (int i = prerequisites.size() - 1; i >= 0; i--) {
                String next = prerequisites.get(i).name();
                if (!entered.contains(next) && !imported.test(next)) {
                    open.push(node(next));
                }
            }
        }
        return plan;
    }

    private PluginNode node(String name) {
        PluginNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("Not in the graph: " + name);
        }
        return node;
    }

    /** The way from a plugin to the one that has the obstacle, in words. */
    public static String describePath(Obstacle obstacle) {
        List<String> path = obstacle.path();
        return "Plugin " + path.get(0) + " requires " + chain(path.subList(1, path.size()))
                + ", which cannot be imported";
    }

    /** Plugins each of which requires the next one, in words; a long path is shortened in the middle. */
    public static String chain(List<String> path) {
        String between = ", which requires ";
        int left = path.size() - MOST_OF_PATH;
        return left <= 0
                ? String.join(between, path)
                : String.join(between, path.subList(0, MOST_OF_PATH - 1)) + between + "(after " + left + " more) "
                        + path.get(path.size() - 1);
    }
}
