package dev.pluginhost;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies maps and keeps their order. */
final class Values {

    private Values() {}

    static <K extends Enum<K>, V> Map<K, V> inOrder(Map<K, V> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(map));
    }

    static <K, V> Map<K, V> asGiven(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
