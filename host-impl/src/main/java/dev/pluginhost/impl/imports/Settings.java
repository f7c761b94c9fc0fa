package dev.pluginhost.impl.imports;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What imports are told. Immutable.
 *
 * @param threads how many import threads
 * @param spareThreads how many more while somebody waits for imports who is no import thread
 * @param deadline how long one import may run
 * @param slowImportWarning after how long a running import is warned of
 * @param stopTimeout how long the stop of a plugin that is unloaded may take
 * @param collectionTimeout how long to look for the loader of a plugin that was unloaded; zero for not at all
 * @param applicationLayer whose modules plugins may require
 * @param applicationLoader where plugins' loaders look for what no module that they read exports
 * @param nativeAccess the plugins that may call restricted methods
 * @param openFiles how many jars are open at most, or {@code JarFiles.BY_LIMIT}
 * @param clock for the time of day
 * @param nanoClock for durations
 */
public record Settings(
        int threads,
        int spareThreads,
        Duration deadline,
        Duration slowImportWarning,
        Duration stopTimeout,
        Duration collectionTimeout,
        ModuleLayer applicationLayer,
        ClassLoader applicationLoader,
        Set<String> nativeAccess,
        int openFiles,
        Clock clock,
        LongSupplier nanoClock) {

    /** Copies the set. */
    public Settings {
        nativeAccess = Set.copyOf(nativeAccess);
    }
}
