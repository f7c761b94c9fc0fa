package dev.pluginhost.impl.graph;

import dev.pluginhost.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a plugin cannot be imported, known before any of its files is opened. Immutable. The obstacles of a chain of plugins
 * share what is behind them: each takes the same memory, however long the chain.
 */
public final class Obstacle {

    private final Reason reason;
    private final String module;
    private final Optional<Path> location;
    private final String message;
    private final String seenFrom;
    private final @Nullable Obstacle behind;

    private Obstacle(
            Reason reason,
            String module,
            Optional<Path> location,
            String message,
            String seenFrom,
            @Nullable Obstacle behind) {
        this.reason = reason;
        this.module = module;
        this.location = location;
        this.message = message;
        this.seenFrom = seenFrom;
        this.behind = behind;
    }

    /**
     * An obstacle of a plugin's own.
     *
     * @param reason why the plugin cannot be imported
     * @param module the plugin
     * @param location its artifact, if one was found
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     */
    Obstacle(Reason reason, String module, Optional<Path> location, String message) {
        this(reason, module, location, message, module, null);
    }

    /** The same obstacle, seen from a plugin that requires the one that it was seen from. */
    Obstacle seenFrom(String dependent) {
        return new Obstacle(reason, module, location, message, dependent, this);
    }

    /** Why the plugin that has it cannot be imported. */
    public Reason reason() {
        return reason;
    }

    /** The plugin that has it. */
    public String module() {
        return module;
    }

    /** The artifact of that plugin, if one was found. */
    public Optional<Path> location() {
        return location;
    }

    /** The fact, the offender, who wanted it, and after a semicolon the cure. */
    public String message() {
        return message;
    }

    /** The names from the plugin it is seen from to the one that has it; just the one if it is its own. Made anew each time. */
    public List<String> path() {
        List<String> path = new ArrayList<>();
        for (Obstacle at = this; at != null; at = at.behind) {
            path.add(at.seenFrom);
        }
        return Collections.unmodifiableList(path);
    }

    @Override
    public String toString() {
        return "Obstacle[" + reason + ", " + seenFrom + ", " + message + "]";
    }
}
