package dev.pluginhost.spring.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The configurations of plugins as properties. With brackets, the first key is the name of a plugin. Without, as in an environment variable, the
 * name has ended at its first dot for Spring, and the rest of it begins the second key. Then it is that of the installed plugin with the longest
 * name that fits, so none gets what is meant for another one.
 */
record PluginConfigurations(Map<String, Map<String, String>> set, Supplier<Set<String>> installed)
        implements Function<String, @Nullable Map<String, String>> {

    /** What is set for a plugin; null if nothing is. */
    @Override
    public @Nullable Map<String, String> apply(String plugin) {
        Set<String> names = installed.get();
        Map<String, String> found = new LinkedHashMap<>();
        Map<String, String> exact = new LinkedHashMap<>();
        set.forEach((first, rest) -> rest.forEach((key, value) -> {
            String owner = owner(first, key, names);
            if (owner.equals(plugin)) {
                int known = owner.length() - first.length();
                (known == 0 ? exact : found).put(known == 0 ? key : key.substring(known), value);
            }
        }));
        found.putAll(exact);
        return found.isEmpty() ? null : found;
    }

    private static String owner(String first, String key, Set<String> installed) {
        String all = first + "." + key;
        String owner = first;
        for (int dot = all.indexOf('.', first.length() + 1); dot >= 0; dot = all.indexOf('.', dot + 1)) {
            String name = all.substring(0, dot);
            if (installed.contains(name)) {
                owner = name;
            }
        }
        return owner;
    }
}
