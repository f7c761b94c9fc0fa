package dev.pluginhost.impl.state;

import dev.pluginhost.modules.application.Application;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a host that imports and unloads depend on, and those for code of plugins. There are {@code spareThreads} more while an application thread waits for
 * imports. A {@code collectionTimeout} of zero means that no class loader is looked for. Of {@code openFiles}, more may be open while they are
 * read; it may be {@code JarFiles.BY_LIMIT}. Immutable.
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
        LongSupplier nanoClock,
        Optional<Path> dataDirectory,
        @Nullable Function<String, @Nullable Map<String, String>> configuration) {

    public Settings {
        nativeAccess = Set.copyOf(nativeAccess);
    }

    public ClassLoader applicationLoader() {
        return application.loader();
    }
}
