package dev.pluginhost.impl.discovery;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Puts maps in the order of their names. What comes from a directory mostly is in that order already, which sorting all at once
 * takes advantage of and a tree does not; and names that have a long beginning in common are slow to compare. Stateless.
 */
public final class ByName {

    private ByName() {}

    /** An unmodifiable copy in the order of the keys. */
    public static <V> Map<String, V> sorted(Map<String, V> map) {
        Map<String, V> sorted = new LinkedHashMap<>(2 * map.size());
        String[] names = map.keySet().toArray(new String[0]);
        Arrays.sort(names);
        for (String name : names) {
            sorted.put(name, Objects.requireNonNull(map.get(name), name));
        }
        return Collections.unmodifiableMap(sorted);
    }
}
