package dev.pluginhost.spring;

import dev.pluginhost.PluginHost;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The services of plugins as a dependency of a bean: declare a parameter or field of type {@code PluginServices<Greeter>}. It is a
 * live view: each call sees the plugins that are imported then. Do not keep what it returns, as that keeps unloaded plugins in
 * memory. Thread-safe.
 *
 * @param <S> the service type
 */
public interface PluginServices<S> extends Iterable<S> {

    /**
     * The service type.
     *
     * @return the type
     */
    Class<S> type();

    /**
     * The providers in the plugins that are imported now, as {@link PluginHost#services}. Never waits and imports nothing.
     *
     * @return the instances in the order of their plugins, as set with {@code pluginhost.order}, by default by name; unmodifiable
     */
    List<S> list();

    /**
     * Imports every installed plugin that provides the service, as {@link PluginHost#importServices}.
     *
     * @return a future of the instances, in the same order
     */
    CompletableFuture<List<S>> importAll();

    /**
     * The elements of {@link #list()}.
     *
     * @return a stream of the instances
     */
    default Stream<S> stream() {
        return list().stream();
    }

    /** The elements of {@link #list()}. */
    @Override
    default Iterator<S> iterator() {
        return list().iterator();
    }
}
