package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import org.jspecify.annotations.Nullable;

/** What is installed, for an import that finds other files than were discovered. Safe for use by any thread. */
@FunctionalInterface
public interface ChangedFiles {

    /**
     * Reads the files of a plugin again, unless that was done since it was planned.
     *
     * @param stale the plugin as it was planned
     * @return what is installed now; null, and nothing is changed, if the plugin cannot be used any more, or was not planned by
     *     what the sources hold, as while a reload brings back what ran before
     */
    @Nullable
    PluginGraph readAgain(PluginNode stale);
}
