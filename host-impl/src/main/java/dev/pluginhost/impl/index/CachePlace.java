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
        Optional<Path> cache = absolute(environment.apply("XDG_CACHE_HOME"));
        if (cache.isEmpty()) {
            cache = inHome(environment, properties);
        }
        return cache.isEmpty() ? cache : Optional.of(cache.get().resolve("pluginhost"));
    }

    private static Optional<Path> inHome(
            Function<String, @Nullable String> environment, Function<String, @Nullable String> properties) {
        String system = String.valueOf(properties.apply("os.name"));
        boolean windows = system.startsWith("Windows");
        Optional<Path> local = windows ? absolute(environment.apply("LOCALAPPDATA")) : Optional.empty();
        Optional<Path> home = absolute(properties.apply("user.home"));
        if (local.isPresent() || home.isEmpty()) {
            return local;
        }
        if (windows) {
            return Optional.of(home.get().resolve("AppData").resolve("Local"));
        }
        return Optional.of(
                system.startsWith("Mac")
                        ? home.get().resolve("Library").resolve("Caches")
                        : home.get().resolve(".cache"));
    }

    /** A relative path is of no use: it would lead elsewhere from wherever the application is started. */
    private static Optional<Path> absolute(@Nullable String path) {
        try {
            Path place = path == null ? null : Path.of(path);
            return place != null && place.isAbsolute() ? Optional.of(place) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
