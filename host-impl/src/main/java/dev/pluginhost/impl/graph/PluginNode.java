package dev.pluginhost.impl.graph;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.impl.discovery.Candidate;
import java.util.List;
import java.util.Optional;

/**
 * An installed plugin in the graph. Immutable.
 *
 * @param candidate what was found on disk
 * @param timing when it is to be imported
 * @param prerequisites the installed plugins that it requires, hard ones first, each group ordered by name; optional ones
 *     that cannot be imported are left out
 * @param obstacle what keeps it, or a plugin that it requires, from being imported
 */
public record PluginNode(
        Candidate candidate, ImportTiming timing, List<Prerequisite> prerequisites, Optional<Obstacle> obstacle) {

    /** Copies the list. */
    public PluginNode {
        prerequisites = List.copyOf(prerequisites);
    }

    /** The plugin's name. */
    public String name() {
        return candidate.name();
    }
}
