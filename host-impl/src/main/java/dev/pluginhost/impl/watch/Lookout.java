package dev.pluginhost.impl.watch;

import dev.pluginhost.impl.discovery.Source;
import java.util.List;

/**
 * Looks at sources, in the way in which {@link dev.pluginhost.impl.discovery.Discovery} does, but opens no file. Immutable;
 * does input.
 */
final class Lookout {

    private final List<Source> sources;
    private final Disk disk;

    Lookout(List<Source> sources, Disk disk) {
        this.sources = List.copyOf(sources);
        this.disk = disk;
    }

    /**
     * Looks.
     *
     * @param before what was seen the last time, which stands for what cannot be seen this time: a directory that must not be
     *     read for a moment is no reason to unload what was in it
     */
    Sight look(Snapshot before) {
        Look look = new Look(disk, before);
        sources.forEach(look::at);
        return look.sight();
    }
}
