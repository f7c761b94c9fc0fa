package dev.pluginhost.impl.graph;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.discovery.Discovered;
import dev.pluginhost.impl.discovery.ModuleName;
import dev.pluginhost.impl.discovery.PluginKind;
import dev.pluginhost.spi.Printable;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is installed, and who requires whom. Immutable: to look at the sources again is to make a new graph.
 *
 * <p>Importable plugins and their prerequisites form no cycle: members of one have an {@linkplain PluginNode#obstacle
 * obstacle}.
 */
public final class PluginGraph {

    private static final int FEW = 12;

    /** So many plugins of a path are named. */
    static final int MOST_OF_PATH = 12;

    private final Discovered discovered;
    private final ApplicationModules application;
    private final Map<String, PluginNode> nodes;
    private final List<Problem> problems;

    PluginGraph(
            Discovered discovered,
            ApplicationModules application,
            Map<String, PluginNode> nodes,
            List<Problem> problems) {
        this.discovered = discovered;
        this.application = application;
        this.nodes = Discovered.byName(nodes);
        this.problems = List.copyOf(problems);
    }

    /** The graph of what was discovered. */
    public static PluginGraph of(
            Discovered discovered, ApplicationModules application, Wishes wishes, VersionPolicy versions) {
        return new GraphBuilder(discovered, application, wishes, versions).build();
    }

    /** This graph with other nodes in place of those of the same names, or beside them. */
    public PluginGraph with(Collection<PluginNode> others) {
        Map<String, PluginNode> merged = new LinkedHashMap<>(nodes);
        others.forEach(node -> merged.put(node.name(), node));
        return new PluginGraph(discovered, application, merged, problems);
    }

    /** All installed plugins, ordered by name. */
    public Collection<PluginNode> nodes() {
        return nodes.values();
    }

    /** An installed plugin. */
    public @Nullable PluginNode find(String name) {
        return nodes.get(name);
    }

    /** What is wrong or worth knowing, split packages and what only resolution shows left out. */
    public List<Problem> problems() {
        List<Problem> all = new ArrayList<>(discovered.problems());
        all.addAll(problems);
        return all;
    }

    /** Packages that a module of an importable plugin would see twice. */
    public List<Problem> splitPackages() {
        return new SplitPackages(this, application).find();
    }

    /** What keeps a plugin from being imported, an installed one or not. */
    public Optional<Obstacle> obstacle(String name, String wantedBy) {
        PluginNode node = nodes.get(name);
        return node != null ? node.obstacle() : Optional.of(notInstalled(name, wantedBy));
    }

    /**
     * A plugin and all that has to be imported before it, prerequisites first.
     *
     * @param name an importable plugin
     * @param imported what need not be imported any more, nor its prerequisites
     */
    public List<PluginNode> plan(String name, Predicate<String> imported) {
        record Visit(PluginNode node, Iterator<Prerequisite> rest) {}
        List<PluginNode> plan = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Deque<Visit> visits = new ArrayDeque<>();
        PluginNode target = node(name);
        seen.add(name);
        visits.push(new Visit(target, target.prerequisites().iterator()));
        while (!visits.isEmpty()) {
            Visit visit = visits.element();
            if (!visit.rest.hasNext()) {
                visits.pop();
                plan.add(visit.node);
                continue;
            }
            String next = visit.rest.next().name();
            if (seen.add(next) && !imported.test(next)) {
                PluginNode node = node(next);
                visits.push(new Visit(node, node.prerequisites().iterator()));
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

    /** Plugins each of which requires the next one, in words; in the middle of many some are only counted. */
    public static String chain(List<String> path) {
        String between = ", which requires ";
        int left = path.size() - MOST_OF_PATH;
        return left <= 0
                ? String.join(between, path)
                : String.join(between, path.subList(0, MOST_OF_PATH - 1)) + between + "(after " + left + " more) "
                        + path.get(path.size() - 1);
    }

    private Obstacle notInstalled(String name, String wantedBy) {
        List<Path> claims = discovered.ambiguous().get(name);
        if (claims != null) {
            return obstacle(
                    Reason.AMBIGUOUS,
                    name,
                    "Plugin " + name + ", wanted by " + wantedBy + ", is ambiguous: " + claimed(claims));
        }
        Optional<Problem> why = discovered.whyUnusable(name);
        if (why.isPresent() && why.get().severity() == Problem.Severity.ERROR) {
            return unusable(name, wantedBy, why.get());
        }
        if (!ModuleName.isOne(name)) {
            return obstacle(
                    Reason.NOT_FOUND,
                    name,
                    "No plugin can be called " + Printable.quoted(name) + ", wanted by " + wantedBy
                            + "; a plugin goes by the name of its module, such as acme.weather");
        }
        StringBuilder message = new StringBuilder("Plugin ")
                .append(Printable.name(name))
                .append(" is not installed, wanted by ")
                .append(wantedBy);
        if (application.has(name)) {
            message.append("; ")
                    .append(Printable.name(name))
                    .append(" is a module of the application itself")
                    .append(
                            isPlugin(name)
                                    ? ", which the host does not start; take it off the application's module path if it is to be a plugin"
                                    : ", which needs no import");
            return obstacle(Reason.NOT_FOUND, name, message.toString());
        }
        if (why.isPresent()) {
            message.append("; ").append(why.get().message());
            return obstacle(Reason.NOT_FOUND, name, message.toString());
        }
        List<String> near = new Nearest(nodes.keySet()).to(name);
        if (!near.isEmpty()) {
            message.append("; did you mean ").append(String.join(" or ", near)).append('?');
        } else {
            message.append(
                    nodes.isEmpty()
                            ? ", nor is any other; name directories of plugins with plugins(...) when the host is built"
                            : "; installed: " + few(nodes.keySet()));
        }
        List<Problem> unreadable = discovered.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
        if (!unreadable.isEmpty()) {
            message.append(near.isEmpty() ? "; it" : " It")
                    .append(" may be one of those that cannot be used: ")
                    .append(few(unreadable.stream().map(Problem::subject).toList()))
                    .append(" (check() says why)");
        }
        return obstacle(Reason.NOT_FOUND, name, message.toString());
    }

    private boolean isPlugin(String moduleOfApplication) {
        ModuleDescriptor module = application.find(moduleOfApplication);
        return module != null && PluginKind.of(module) != PluginKind.PLAIN;
    }

    /** What is there and cannot be used is no plugin that is not there. */
    private static Obstacle unusable(String name, String wantedBy, Problem why) {
        return new Obstacle(
                why.reason(),
                name,
                why.location(),
                "Plugin " + Printable.name(name) + ", wanted by " + wantedBy + ", is there and cannot be used: "
                        + why.message());
    }

    /** Which artifacts claim to be a plugin, where no version tells which one is meant. */
    static String claimed(List<Path> claims) {
        String list = claims.stream().map(Path::toString).sorted().collect(Collectors.joining(" and "));
        return list + (claims.size() == 2 ? " both" : " all")
                + " claim to be it, and no version tells which is newer; remove all but one";
    }

    private static Obstacle obstacle(Reason reason, String name, String message) {
        return new Obstacle(reason, name, Optional.empty(), message);
    }

    private static String few(Collection<String> names) {
        if (names.isEmpty()) {
            return "nothing";
        }
        String first = names.stream().limit(FEW).collect(Collectors.joining(", "));
        return names.size() <= FEW ? first : first + " and " + (names.size() - FEW) + " more";
    }
}
