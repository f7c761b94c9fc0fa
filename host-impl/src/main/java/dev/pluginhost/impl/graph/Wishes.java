package dev.pluginhost.impl.graph;

import dev.pluginhost.ImportTiming;
import java.util.Map;
import java.util.Optional;

/** When to import plugins, and why not, by module name; it beats what they want themselves. Immutable. */
public record Wishes(Map<String, ImportTiming> timings, Map<String, String> blocked) {

    /** Copies the maps. */
    public Wishes {
        timings = Map.copyOf(timings);
        blocked = Map.copyOf(blocked);
    }

    ImportTiming timing(String name, ImportTiming own) {
        return blocked.containsKey(name) ? ImportTiming.DISABLED : timings.getOrDefault(name, own);
    }

    /** Why the application does not want a plugin, if so: a clause about the plugin and after a semicolon the cure. */
    Optional<String> refusal(String name) {
        String reason = blocked.get(name);
        if (reason != null) {
            return Optional.of("is refused by the application: " + reason);
        }
        return timings.get(name) == ImportTiming.DISABLED
                ? Optional.of("is disabled by the application; take it out of the builder's disabled(...)")
                : Optional.empty();
    }
}
