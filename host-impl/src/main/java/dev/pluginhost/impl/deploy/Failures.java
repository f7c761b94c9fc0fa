package dev.pluginhost.impl.deploy;

import dev.pluginhost.impl.discovery.Candidate;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reloads that have failed after what ran was stopped. To stop and start that with each burst of changes would be worse than the
 * old version, so one is tried again only when something it would bring in has changed. Confined to one thread.
 */
final class Failures {

    /**
     * One of them.
     *
     * @param names what had changed
     * @param members these, and those that require them
     * @param files all that it would have brought in, and what that requires
     */
    private record Failure(Set<String> names, Set<String> members, Map<String, Candidate> files) {}

    private final List<Failure> failures = new ArrayList<>();

    /** Notes a failed reload of some plugins, with those that require them. */
    void add(PluginGraph graph, Collection<String> names, Collection<String> members) {
        failures.add(new Failure(Set.copyOf(names), Set.copyOf(members), files(graph, members)));
    }

    /** Forgets those that are to be tried again. */
    void forget(PluginGraph now, Set<Path> changed) {
        failures.removeIf(failure -> !areSame(failure.files, files(now, failure.members), changed));
    }

    /** Whether the reload of a plugin has failed, and would again. */
    boolean has(String name) {
        return failures.stream().anyMatch(failure -> failure.names.contains(name));
    }

    private static Map<String, Candidate> files(PluginGraph graph, Collection<String> members) {
        Map<String, Candidate> files = new TreeMap<>();
        for (String member : members) {
            if (graph.find(member) != null) {
                for (PluginNode node : graph.plan(member, files::containsKey)) {
                    files.put(node.name(), node.candidate());
                }
            }
        }
        return files;
    }

    private static boolean areSame(Map<String, Candidate> before, Map<String, Candidate> now, Set<Path> changed) {
        return before.keySet().equals(now.keySet())
                && now.values().stream()
                        .allMatch(candidate -> !changed.contains(candidate.location())
                                && Installed.sameFiles(
                                        candidate, Objects.requireNonNull(before.get(candidate.name()))));
    }
}
