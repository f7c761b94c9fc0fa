package dev.pluginhost.impl.index;

import java.util.List;
import org.jspecify.annotations.Nullable;

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

    // Written out for the same reason as those of the stamp.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sighting sighting
                && name.equals(sighting.name)
                && stamp.equals(sighting.stamp)
                && layout.equals(sighting.layout);
    }

    @Override
    public int hashCode() {
        return name.hashCode() + 31 * (stamp.hashCode() + 31 * layout.hashCode());
    }
}
