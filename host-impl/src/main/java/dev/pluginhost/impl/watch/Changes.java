package dev.pluginhost.impl.watch;

import java.nio.file.Path;
import java.util.Set;

/**
 * What has changed on disk and has settled. Immutable.
 *
 * @param changed artifacts that are new, are gone, or differ from when they were last reported, by the paths under which
 *     discovery finds them; also directories of artifacts that have come or gone
 * @param changing artifacts that kept changing for too long to wait for them, and may be half written; they are reported when
 *     they have settled
 */
public record Changes(Set<Path> changed, Set<Path> changing) {
    /** Copies the sets. */
    public Changes {
        changed = Set.copyOf(changed);
        changing = Set.copyOf(changing);
    }
}
