package dev.pluginhost.modules.graph;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.modules.discovery.Candidate;
import java.lang.module.ModuleDescriptor.Provides;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An installed plugin in the graph. Immutable.
 *
 * @param prerequisites the installed plugins that it requires, hard ones first, each group ordered by name; optional ones
 *     that cannot be imported are left out
 * @param without the names of installed plugins that its modules can do without. None of these is used, nor a module of the class path instead
 * @param obstacle what keeps it, or a plugin that it requires, from being imported
 */
public record PluginNode(
        Candidate candidate,
        ImportTiming timing,
        List<Prerequisite> prerequisites,
        Set<String> without,
        Optional<Obstacle> obstacle) {

    /** An installed plugin that another one requires; optional if that one can do without it. */
    public record Prerequisite(String name, boolean optional) {

        @Override
        public String toString() {
            return optional ? "(optional) " + name : name;
        }
    }

    public PluginNode {
        prerequisites = List.copyOf(prerequisites);
        without = Set.copyOf(without);
    }

    /** Whether its own module provides a service. */
    public boolean provides(String service) {
        for (Provides provides : candidate.descriptor().provides()) {
            if (provides.service().equals(service)) {
                return true;
            }
        }
        return false;
    }

    public String name() {
        return candidate.name();
    }
}
