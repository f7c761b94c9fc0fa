package dev.pluginhost.cli.graph;

import dev.pluginhost.PluginInfo;
import dev.pluginhost.Reason;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which plugin requires which other one, and which modules are missing. Not changed once it is made. */
public final class Requirements {

    /**
     * A plugin, or a module that is missing.
     *
     * @param isMissing whether plugins require it and nothing has it
     * @param isBroken whether it cannot be imported
     * @param title what there is to know of it, on several lines
     * @param requires the names of the others that it requires, sorted
     */
    public record Node(String name, boolean isMissing, boolean isBroken, String title, List<String> requires) {}

    private final Map<String, Node> nodes;

    private Requirements(Map<String, Node> nodes) {
        this.nodes = nodes;
    }

    /**
     * What plugins require.
     *
     * @param errors why some of them cannot be imported, by name
     * @param application the names of the modules that the application has
     */
    public static Requirements of(List<PluginInfo> plugins, Map<String, String> errors, Set<String> application) {
        Map<String, Node> nodes = new TreeMap<>();
        Map<String, List<String>> wantedBy = new TreeMap<>();
        Set<String> installed = new HashSet<>();
        plugins.forEach(plugin -> installed.add(plugin.name()));
        for (PluginInfo plugin : plugins) {
            Set<String> requires = new TreeSet<>(plugin.requires());
            for (String missing : missing(plugin, installed, application)) {
                requires.add(missing);
                wantedBy.computeIfAbsent(missing, none -> new ArrayList<>()).add(plugin.name());
            }
            String error = errors.get(plugin.name());
            String title = plugin.name() + plugin.version().map(is -> " " + is).orElse("") + "\n"
                    + plugin.timing() + ", " + plugin.state() + "\n" + plugin.location()
                    + (error == null ? "" : "\n" + error);
            nodes.put(plugin.name(), new Node(plugin.name(), false, error != null, title, List.copyOf(requires)));
        }
        wantedBy.forEach((name, by) -> nodes.put(
                name, new Node(name, true, true, name + "\nmissing, required by " + String.join(", ", by), List.of())));
        return new Requirements(nodes);
    }

    /** What its artifact requires and nothing has. */
    private static Set<String> missing(PluginInfo plugin, Set<String> installed, Set<String> application) {
        Set<String> missing = new TreeSet<>();
        if (plugin.failure().map(why -> why.reason() != Reason.MISSING).orElse(true)) {
            return missing;
        }
        List<ModuleDescriptor> modules = modules(plugin.location());
        Set<String> own = new HashSet<>();
        modules.forEach(module -> own.add(module.name()));
        modules.stream()
                .filter(module -> module.name().equals(plugin.name()))
                .flatMap(module -> module.requires().stream())
                .filter(it -> !it.modifiers().contains(Requires.Modifier.STATIC))
                .map(Requires::name)
                .filter(name -> !own.contains(name)
                        && !installed.contains(name)
                        && !application.contains(name)
                        && !name.equals("dev.pluginhost")
                        && ModuleLayer.boot().findModule(name).isEmpty())
                .forEach(missing::add);
        return missing;
    }

    /** What a jar, an exploded module or the jars of a bundle declare. */
    private static List<ModuleDescriptor> modules(Path artifact) {
        try {
            return ModuleFinder.of(artifact).findAll().stream()
                    .map(ModuleReference::descriptor)
                    .toList();
        } catch (FindException e) {
            return List.of(); // its failure is shown
        }
    }

    /** All, sorted by name. */
    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    /** One of them. */
    Node node(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("No plugin and no missing module is called " + name);
        }
        return node;
    }

    /** The names of those that no other one requires; of a cycle, its first by name. */
    List<String> roots() {
        Map<String, Boolean> required = new HashMap<>();
        nodes.values().forEach(node -> node.requires().forEach(name -> required.put(name, true)));
        List<String> roots = new ArrayList<>();
        Set<String> reached = new HashSet<>();
        for (String name : nodes.keySet()) {
            if (!required.containsKey(name)) {
                roots.add(name);
                reach(name, reached);
            }
        }
        for (String name : nodes.keySet()) {
            if (!reached.contains(name)) {
                roots.add(name);
                reach(name, reached);
            }
        }
        return roots;
    }

    private void reach(String from, Set<String> reached) {
        List<String> next = new ArrayList<>(List.of(from));
        while (!next.isEmpty()) {
            String name = next.remove(next.size() - 1);
            if (reached.add(name)) {
                next.addAll(node(name).requires());
            }
        }
    }

    /** How far each is from what it requires: 0 for one that requires nothing, else one more than the furthest; a way back in a cycle does not count. */
    Map<String, Integer> ranks() {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        for (String name : nodes.keySet()) {
            rank(name, ranks, new HashSet<>());
        }
        return ranks;
    }

    private int rank(String name, Map<String, Integer> ranks, Set<String> above) {
        Integer known = ranks.get(name);
        if (known != null) {
            return known;
        }
        if (!above.add(name)) {
            return -1;
        }
        int rank = 0;
        for (String required : node(name).requires()) {
            rank = Math.max(rank, rank(required, ranks, above) + 1);
        }
        above.remove(name);
        ranks.put(name, rank);
        return rank;
    }
}
