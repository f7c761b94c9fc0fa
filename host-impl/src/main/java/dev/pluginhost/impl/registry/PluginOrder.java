package dev.pluginhost.impl.registry;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The order of plugins in lists of services: as they are named, the others by name where {@link #OTHERS} stands, else last. Immutable. */
public final class PluginOrder implements Comparator<Imported> {

    /** Stands for all plugins that are not named. */
    public static final String OTHERS = "*";

    private final Map<String, Integer> places = new HashMap<>();
    private final int others;

    PluginOrder(List<String> names) {
        for (String name : names) {
            places.put(name, places.size());
        }
        others = places.getOrDefault(OTHERS, names.size());
    }

    @Override
    public int compare(Imported one, Imported other) {
        int difference = Integer.compare(place(one), place(other));
        return difference != 0 ? difference : one.name().compareTo(other.name());
    }

    private int place(Imported plugin) {
        return places.getOrDefault(plugin.name(), others);
    }
}
