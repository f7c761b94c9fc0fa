package dev.pluginhost.impl.index;

import java.util.List;

/**
 * What is seen of an artifact without opening a file of it. What it declares is the same as long as this is the same. Immutable.
 *
 * @param name its path in the source, empty if it is the source
 * @param stamp of the jar, or of the exploded module's {@code module-info.class}
 * @param layout of the exploded module; empty for a jar
 */
public record Sighting(String name, Stamp stamp, List<String> layout) {

    /** Copies the list. */
    public Sighting {
        layout = List.copyOf(layout);
    }
}
