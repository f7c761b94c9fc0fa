package dev.pluginhost.impl.index;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The place where a system wants a user's programs to keep what they can make anew. The temporary directory is not used: other users share
 * it, and it is emptied when the machine starts. Stateless.
 */
final class CachePlace {

    private CachePlace() {}

    /** The directory of this library there; empty if the user has no such place. The functions answer null for what is not set. */
    static Optional<Path> find(
            Function<String, @Nullable String> environment, Function<String, @Nullable String> properties) {
        return absolute(environment.apply("XDG_CACHE_HOME"))
                .or(() -> inHome(environment, properties))
                .map(cache -> cache.resolve("pluginhost"));
    }

    private static Optional<Path> inHome(
            Function<String, @Nullable String> environment, Function<String, @Nullable String> properties) {
        String system = String.valueOf(properties.apply("os.name"));
        Optional<Path> home = absolute(properties.apply("user.home"));
        if (system.startsWith("Windows")) {
            return absolute(environment.apply("LOCALAPPDATA"))
                    .or(() -> home.map(path -> path.resolve("AppData/Local")));
        }
        return home.map(path -> path.resolve(system.startsWith("Mac") ? "Library/Caches" : ".cache"));
    }

    /** A relative path would lead elsewhere from each directory in which the application is started. */
    private static Optional<Path> absolute(@Nullable String path) {
        try {
            return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
