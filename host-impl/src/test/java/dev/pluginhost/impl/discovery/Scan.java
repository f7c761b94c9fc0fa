package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.index.IndexStore;
import dev.pluginhost.impl.scan.OpenFiles;
import dev.pluginhost.impl.scan.Source;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A reading of sources for a test. */
public final class Scan {

    private Scan() {}

    /** What is installed for an application that has no modules. */
    public static Discovered of(Source... sources) {
        return of(name -> false, sources);
    }

    static Discovered of(Predicate<String> applicationHas, Source... sources) {
        return of(applicationHas, name -> "", sources);
    }

    static Discovered of(Predicate<String> applicationHas, UnaryOperator<String> described, Source... sources) {
        Discovery discovery = new Discovery(applicationHas, described, () -> {}, IndexStore.none());
        return of(discovery, sources);
    }

    static Discovered of(Discovery discovery, Source... sources) {
        return Discovered.select(List.of(sources).stream()
                .map(source -> discovery.read(source, false))
                .toList());
    }

    static Discovery discovery(OpenFiles openFiles, IndexStore indexes) {
        return new Discovery(name -> false, name -> "", openFiles, indexes);
    }
}
