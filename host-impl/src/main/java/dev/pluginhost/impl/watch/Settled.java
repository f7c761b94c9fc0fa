package dev.pluginhost.impl.watch;

import java.nio.file.Path;
import java.util.Set;

/**
 * What has changed on disk and is quiet now. Immutable.
 *
 * @param changed the artifacts that are new, are gone, or differ from when they were last told: jars, exploded modules and
 *     bundle directories, by the paths under which discovery finds them; directories of artifacts that have come or gone
 *     themselves
 * @param changing the artifacts that were not waited for any longer: what is there now may be half of what it will be. They
 *     are told when they are quiet too
 */
public record Settled(Set<Path> changed, Set<Path> changing) {
    /** Copies the sets. */
    public Settled {
        changed = Set.copyOf(changed);
        changing = Set.copyOf(changing);
    }
}
