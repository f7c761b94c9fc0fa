package dev.pluginhost.impl.imports;

import dev.pluginhost.PluginInfo;
import java.util.Optional;

/**
 * How a plugin stands with imports at one moment.
 *
 * @param inFlight whether it is being imported
 * @param leaving whether it is being unloaded, and no new import of it has begun
 * @param failure the last import's failure, if it failed
 * @param trace how the last import went, if there was one
 */
public record Standing(
        boolean inFlight, boolean leaving, Optional<PluginInfo.Failure> failure, Optional<PluginInfo.Trace> trace) {

    /** Of a plugin that nobody has asked for. */
    static final Standing UNKNOWN = new Standing(false, false, Optional.empty(), Optional.empty());
}
