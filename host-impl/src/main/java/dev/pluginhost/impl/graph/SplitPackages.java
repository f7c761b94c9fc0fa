package dev.pluginhost.impl.graph;

import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.discovery.ModuleArtifact;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds every package that a module would see twice: its own and one that is exported to it, or two that are exported to it.
 * The module system refuses such a module, but names only the first such package. Used once, by one thread.
 */
final class SplitPackages {

    private final PluginGraph graph;
    private final ApplicationModules application;
    private final List<Problem> found = new ArrayList<>();

    /** A module, and the plugin it belongs to, in whose view names are looked up; none for the application's. */
    private record Seen(ModuleDescriptor module, @Nullable Candidate owner) {}

    SplitPackages(PluginGraph graph, ApplicationModules application) {
        this.graph = graph;
        this.application = application;
    }

    List<Problem> find() {
        if (!hasAnyTwice()) {
            return List.of();
        }
        for (PluginNode node : graph.nodes()) {
            if (node.obstacle().isEmpty()) {
                for (ModuleDescriptor module : Requirement.neededModules(node.candidate())) {
                    examine(module, node.candidate());
                }
            }
        }
        return found;
    }

    /** A quick look at all packages: two modules rarely have the same one. */
    private boolean hasAnyTwice() {
        Set<String> all = new HashSet<>();
        for (ModuleDescriptor module : application.all()) {
            all.addAll(module.packages());
        }
        for (PluginNode node : graph.nodes()) {
            for (ModuleArtifact module : node.candidate().modules()) {
                for (String name : module.descriptor().packages()) {
                    if (!all.add(name)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void examine(ModuleDescriptor module, Candidate owner) {
        Map<String, String> packages = new HashMap<>();
        module.packages().forEach(name -> packages.put(name, module.name()));
        Map<String, Set<String>> clashes = new TreeMap<>();
        for (Seen other : readBy(module, owner).values()) {
            if (other.module.name().equals(module.name())) {
                continue;
            }
            for (String exported : exportedTo(module.name(), other.module)) {
                String before = packages.putIfAbsent(exported, other.module.name());
                if (before != null && !before.equals(other.module.name())) {
                    clashes.computeIfAbsent(both(before, other.module.name()), key -> new TreeSet<>())
                            .add(exported);
                }
            }
        }
        clashes.forEach((both, names) -> found.add(new Problem(
                Problem.Severity.ERROR,
                Reason.SPLIT_PACKAGE,
                owner.name(),
                Optional.of(owner.location()),
                "Modules " + both + " both have " + (names.size() == 1 ? "package " : "packages ")
                        + Explanations.few(names, Explanations.FEW) + ", and " + module.name() + " (" + owner.location()
                        + ") sees both; leave one of them out, or let only one of them export the package")));
    }

    /** Always in the same order, though sets of declarations are not. */
    private static String both(String one, String other) {
        return one.compareTo(other) < 0 ? one + " and " + other : other + " and " + one;
    }

    /** The modules that a module reads, by name: what it requires, and what that requires transitively. */
    private Map<String, Seen> readBy(ModuleDescriptor module, Candidate owner) {
        Map<String, Seen> read = new LinkedHashMap<>();
        if (module.isAutomatic()) {
            for (ModuleArtifact own : owner.modules()) {
                read.put(own.name(), new Seen(own.descriptor(), owner));
            }
            for (ModuleDescriptor other : application.all()) {
                read.putIfAbsent(other.name(), new Seen(other, null));
            }
            return read;
        }
        Deque<Seen> open = new ArrayDeque<>();
        for (Requires requires : module.requires()) {
            addIfThere(open, requires.name(), owner);
        }
        while (!open.isEmpty()) {
            Seen next = open.remove();
            if (read.putIfAbsent(next.module.name(), next) == null) {
                for (Requires requires : next.module.requires()) {
                    if (requires.modifiers().contains(Requires.Modifier.TRANSITIVE)
                            && !read.containsKey(requires.name())) {
                        addIfThere(open, requires.name(), next.owner);
                    }
                }
            }
        }
        return read;
    }

    private void addIfThere(Deque<Seen> open, String name, @Nullable Candidate viewer) {
        if (viewer != null) {
            for (ModuleArtifact own : viewer.modules()) {
                if (own.name().equals(name)) {
                    open.add(new Seen(own.descriptor(), viewer));
                    return;
                }
            }
        }
        ModuleDescriptor ofApplication = application.find(name);
        PluginNode plugin = graph.find(name);
        if (ofApplication != null) {
            open.add(new Seen(ofApplication, null));
        } else if (plugin != null && plugin.obstacle().isEmpty()) {
            open.add(new Seen(plugin.candidate().descriptor(), plugin.candidate()));
        }
    }

    private static List<String> exportedTo(String reader, ModuleDescriptor module) {
        if (module.isAutomatic()) {
            return List.copyOf(module.packages());
        }
        return module.exports().stream()
                .filter(exports -> !exports.isQualified() || exports.targets().contains(reader))
                .map(ModuleDescriptor.Exports::source)
                .toList();
    }
}
