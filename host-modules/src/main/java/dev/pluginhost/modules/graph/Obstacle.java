package dev.pluginhost.modules.graph;

import dev.pluginhost.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a plugin cannot be imported, known before any of its files is opened. Immutable. Each obstacle of a chain of plugins takes
 * the same memory, however long the chain.
 *
 * @param module the plugin that has it
 * @param seenFrom the plugin that cannot be imported because of it
 * @param behind the same obstacle, seen from the next plugin on the way to the one that has it
 */
public record Obstacle(
        Reason reason,
        String module,
        Optional<Path> location,
        String message,
        String seenFrom,
        @Nullable Obstacle behind) {

    /** An obstacle of a plugin's own. */
    Obstacle(Reason reason, String module, Optional<Path> location, String message) {
        this(reason, module, location, message, module, null);
    }

    /** The same obstacle, seen from a plugin that requires the one that it was seen from. */
    Obstacle seenFrom(String dependent) {
        return new Obstacle(reason, module, location, message, dependent, this);
    }

    /** The names from the plugin it is seen from to the one that has it. */
    public List<String> path() {
        List<String> path = new ArrayList<>();
        for (Obstacle at = this; at != null; at = at.behind) {
            path.add(at.seenFrom);
        }
        return path;
    }

    /** Not that of a record, which would follow the chain. */
    @Override
    public String toString() {
        return "Obstacle[" + reason + ", " + seenFrom + ", " + message + "]";
    }
}
