package dev.pluginhost.impl.run;

import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import org.jspecify.annotations.Nullable;

/** What is installed, for an import that opens other files than were discovered. Safe for use by any thread. */
@FunctionalInterface
public interface ChangedFiles {

    /**
     * Reads the files of a plugin again, unless that was done since it was planned.
     *
     * @param stale the plugin as it was planned
     * @return what is installed now; null, and nothing changes, if the plugin cannot be used any more, or was not planned from the sources,
     *     as while a reload brings back what ran before
     */
    @Nullable
    PluginGraph readAgain(PluginNode stale);
}
