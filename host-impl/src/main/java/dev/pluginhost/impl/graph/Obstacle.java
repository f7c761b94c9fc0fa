package dev.pluginhost.impl.graph;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Why a plugin cannot be imported, known before any of its files is opened. Immutable.
 *
 * @param kind what sort of obstacle
 * @param module the plugin
 * @param location its artifact, if one was found
 * @param message the fact, the offender, who wanted it, and after a semicolon the cure
 * @param path from the plugin to the one that has the obstacle: names, the plugin first; just the plugin if it is its own
 */
public record Obstacle(Kind kind, String module, Optional<Path> location, String message, List<String> path) {

    /** The sorts of obstacle. */
    public enum Kind {
        NOT_FOUND,
        AMBIGUOUS,
        UNRESOLVABLE,
        REFUSED
    }

    /** Copies the list. */
    public Obstacle {
        path = List.copyOf(path);
    }

    /** The same obstacle, seen from a plugin that requires the one that has it. */
    Obstacle seenFrom(String dependent) {
        return new Obstacle(kind, module, location, message, Lists.prepend(dependent, path));
    }
}
