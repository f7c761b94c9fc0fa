package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The class loaders of plugins that tell of themselves with {@link #NOTE}, a statement for their start; they share no class with
 * this. Keeps none of them alive. Safe for use by any thread; open until closed.
 */
final class LiveLoaders implements AutoCloseable {

    private static final String KEY = "dev.pluginhost.test.loaders";

    static final String NOTE = "((java.util.function.Consumer<ClassLoader>) System.getProperties().get(\"" + KEY
            + "\")).accept(Main.class.getClassLoader());";

    private final List<WeakReference<ClassLoader>> noted = Collections.synchronizedList(new ArrayList<>());

    LiveLoaders() {
        Consumer<ClassLoader> note = loader -> noted.add(new WeakReference<>(loader));
        System.getProperties().put(KEY, note);
    }

    /** How many there were. */
    int noted() {
        return noted.size();
    }

    /** Fails with the names of those that are not collected. */
    void awaitNone() {
        for (WeakReference<ClassLoader> loader : List.copyOf(noted)) {
            if (!loader.refersTo(null)) {
                Collected.within(HostFixture.PATIENCE, loader);
            }
        }
        List<String> left = noted.stream()
                .map(WeakReference::get)
                .filter(Objects::nonNull)
                .map(ClassLoader::toString)
                .toList();
        assertEquals(List.of(), left, "live loaders");
    }

    @Override
    public void close() {
        System.getProperties().remove(KEY);
    }
}
