package dev.pluginhost.testkit.leaks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads the search, and Shark with its libraries, which this artifact contains. They cannot be modules, because each of Shark's
 * jars has the package {@code shark}. In a loader of their own they also meet no other version of Kotlin.
 */
final class SearchLoader extends ClassLoader {

    private static final String SEARCH = SearchLoader.class.getPackageName() + ".search.";
    private static final List<String> BROUGHT_ALONG = List.of("shark.", "kotlin.", "okio.");
    private static final String PLACE = "/META-INF/shark/";

    static {
        registerAsParallelCapable();
    }

    /** One loader for all searches: later searches are several times faster, because the JVM has compiled the classes. */
    static final SearchLoader ONE = new SearchLoader();

    private SearchLoader() {
        super("pluginhost-leaks", SearchLoader.class.getClassLoader());
    }

    /** As {@code HeapSearch.paths}. */
    @SuppressWarnings("unchecked")
    List<HeldPath> paths(Path hprof, Gone gone, int limit) {
        try {
            return (List<HeldPath>) loadClass(SEARCH + "HeapSearch")
                    .getMethod("paths", Path.class, String.class, long.class, String.class, int.class)
                    .invoke(null, hprof, Gone.class.getName(), gone.token(), gone.name(), limit);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("cannot search " + hprof + "; see the cause", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the search of heap dumps is missing; build testkit-leaks again", e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        String place = placeOf(name);
        if (place == null) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name, place) : loaded;
        }
    }

    private Class<?> define(String name, String place) throws ClassNotFoundException {
        try (InputStream in = SearchLoader.class.getResourceAsStream(place)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null for classes of other loaders. */
    private static @Nullable String placeOf(String name) {
        String file = name.replace('.', '/') + ".class";
        if (name.startsWith(SEARCH)) {
            return "/" + file;
        }
        return BROUGHT_ALONG.stream().anyMatch(name::startsWith) ? PLACE + file : null;
    }
}
