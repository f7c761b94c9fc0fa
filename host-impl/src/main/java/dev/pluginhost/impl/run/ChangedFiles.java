package dev.pluginhost.impl.run;

import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import org.jspecify.annotations.Nullable;

/** Reads the files of a plugin again that have changed since it was planned. Thread-safe. */
@FunctionalInterface
public interface ChangedFiles {

    /**
     * Reads them, unless that was done, and returns what is installed now. Returns null, and nothing changes, if the plugin cannot be used any
     * more. The same holds if it was not planned from the sources, as while a reload brings back what ran before.
     */
    @Nullable
    PluginGraph readAgain(PluginNode stale);
}
