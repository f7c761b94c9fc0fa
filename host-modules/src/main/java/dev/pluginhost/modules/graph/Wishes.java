package dev.pluginhost.modules.graph;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When to import plugins, and why not, by module name; it beats what they want themselves. Also the order of their services, for the registry.
 * Immutable.
 */
public record Wishes(Map<String, ImportTiming> timings, Map<String, String> blocked, List<String> order) {

    /** Copies the maps. */
    public Wishes {
        timings = Map.copyOf(timings);
        blocked = Map.copyOf(blocked);
        order = List.copyOf(order);
    }

    ImportTiming timing(String name, ImportTiming own) {
        return blocked.containsKey(name) ? ImportTiming.DISABLED : timings.getOrDefault(name, own);
    }

    /** Whether it says when to import a plugin, or that it is not imported. */
    boolean isTimed(String name) {
        return timings.containsKey(name) || blocked.containsKey(name);
    }

    /** What keeps a plugin from being imported that the application does not want. */
    public Optional<Obstacle> obstacle(String name, Path location) {
        Optional<String> refusal = refusal(name);
        return refusal.isEmpty()
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        Reason.REFUSED, name, Optional.of(location), "Plugin " + name + " " + refusal.get()));
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
