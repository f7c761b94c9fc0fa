package dev.pluginhost.impl.deploy;

import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.impl.watch.SourceWatch;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The watched plugins that are given in parts, which builds write. For the thread of the reloads. */
final class GivenParts {

    /** So many times longer than other artifacts they may be half written. */
    private static final int GRACES = 12;

    private final Set<String> names = new HashSet<>();
    private final SourceWatch watch;
    private final Reloads reloads;

    GivenParts(List<Source> sources, SourceWatch watch, Reloads reloads) {
        this.watch = watch;
        this.reloads = reloads;
        for (Source source : sources) {
            if (source.plugin() != null) {
                names.add(source.plugin());
            }
        }
    }

    boolean has(String name) {
        return names.contains(name);
    }

    /** How many grace periods it takes until something about these plugins is logged. */
    int graces(Collection<String> plugins) {
        return Collections.disjoint(plugins, names) ? 1 : GRACES;
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
