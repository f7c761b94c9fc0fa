package dev.pluginhost.impl.state;

import dev.pluginhost.impl.application.Application;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The settings of a host that imports and unloads depend on. Immutable.
 *
 * @param spareThreads how many more there are while an application thread waits for imports
 * @param collectionTimeout how long the host looks for the class loader of an unloaded plugin; zero means not at all
 * @param nativeAccess the plugins that may call restricted methods
 * @param openFiles how many jars are open at most, unless more are being read, or {@code JarFiles.BY_LIMIT}
 * @param nanoClock a clock for durations, in nanoseconds
 */
public record Settings(
        int threads,
        int spareThreads,
        Duration importTimeout,
        Duration slowImportWarning,
        Duration stopTimeout,
        Duration collectionTimeout,
        Application application,
        Set<String> nativeAccess,
        int openFiles,
        Clock clock,
        LongSupplier nanoClock) {

    public Settings {
        nativeAccess = Set.copyOf(nativeAccess);
    }

    public ClassLoader applicationLoader() {
        return application.loader();
    }
}
