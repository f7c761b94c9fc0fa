package dev.pluginhost.impl.installed;

import dev.pluginhost.modules.graph.PluginNode;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The plugins of a saved graph, or what belongs to each, as a map that is sorted by name. Immutable. */
final class ByName<V> extends AbstractMap<String, V> {

    private final SavedNodes nodes;

    /** Whether the values are candidates, not nodes. */
    private final boolean candidates;

    ByName(SavedNodes nodes, boolean candidates) {
        this.nodes = nodes;
        this.candidates = candidates;
    }

    @SuppressWarnings("unchecked") // as the constructor says
    private V value(PluginNode node) {
        return (V) (candidates ? node.candidate() : node);
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        PluginNode node = key instanceof String name ? nodes.find(name) : null;
        return node == null ? null : value(node);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public int size() {
        return nodes.count();
    }

    @Override
    public Set<String> keySet() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < nodes.count(); i++) {
            names.add(nodes.name(i));
        }
        return Collections.unmodifiableSet(names);
    }

    @Override
    public Set<Entry<String, V>> entrySet() {
        Map<String, V> all = new LinkedHashMap<>();
        for (int i = 0; i < nodes.count(); i++) {
            String name = nodes.name(i);
            all.put(name, value(nodes.node(i, name)));
        }
        return Collections.unmodifiableMap(all).entrySet();
    }
}
