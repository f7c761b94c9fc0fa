package dev.pluginhost.impl.deploy;

import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.impl.watch.SourceWatch;
import dev.pluginhost.modules.scan.Source;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The watched plugins that are given in parts, which builds write. For the thread of the reloads. */
final class GivenParts {

    private final Set<String> names = new HashSet<>();
    private final boolean watchesOthers;
    private final SourceWatch watch;
    private final Reloads reloads;

    GivenParts(List<Source> sources, SourceWatch watch, Reloads reloads) {
        this.watch = watch;
        this.reloads = reloads;
        this.watchesOthers = !sources.stream().allMatch(Source::isOfParts);
        for (Source source : sources) {
            if (source.plugin() != null) {
                names.add(source.plugin());
            }
        }
    }

    boolean has(String name) {
        return names.contains(name);
    }

    /** Whether a plugin is of a watched source. If only parts are watched, others stay as they are until they are reloaded by a caller. */
    boolean isFollowed(String name) {
        return watchesOthers || names.contains(name);
    }

    /** The places of those that a build has written to since the last report of the watch, if the file systems answer in time. */
    Set<Path> beingWritten() {
        try {
            return names.isEmpty()
                    ? Set.of()
                    : reloads.onCheckThread(watch::writtenSinceReport, "Looking at parts of plugins");
        } catch (ImportTimeoutException e) {
            return Set.of();
        }
    }
}
