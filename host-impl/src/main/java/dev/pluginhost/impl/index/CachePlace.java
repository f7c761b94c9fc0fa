package dev.pluginhost.impl.index;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a system wants a user's programs to keep what they can make anew. The temporary directory would be no place for it: it
 * is shared with other users, and emptied when the machine starts, which is when an index is wanted most. Stateless.
 */
final class CachePlace {

    private CachePlace() {}

    /**
     * The directory of this library there.
     *
     * @param environment gives a variable of the environment, or null
     * @param properties gives a system property, or null
     * @return nothing if the user has no such place
     */
    static Optional<Path> find(
            Function<String, @Nullable String> environment, Function<String, @Nullable String> properties) {
        String system = String.valueOf(properties.apply("os.name"));
        Optional<Path> home = absolute(properties.apply("user.home"));
        return absolute(environment.apply("XDG_CACHE_HOME"))
                .or(() -> {
                    if (system.startsWith("Windows")) {
                        return absolute(environment.apply("LOCALAPPDATA"))
                                .or(() ->
                                        home.map(path -> path.resolve("AppData").resolve("Local")));
                    }
                    return system.startsWith("Mac")
                            ? home.map(path -> path.resolve("Library").resolve("Caches"))
                            : home.map(path -> path.resolve(".cache"));
                })
                .map(cache -> cache.resolve("pluginhost"));
    }

    /** A relative path is of no use: it would lead elsewhere from wherever the application is started. */
    private static Optional<Path> absolute(@Nullable String path) {
        try {
            return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
