package dev.pluginhost.impl.graph;

import java.util.ArrayList;
import java.util.List;

/** What {@link List} lacks. */
final class Lists {

    private Lists() {}

    static <T> List<T> prepend(T first, List<T> rest) {
        List<T> all = new ArrayList<>(rest.size() + 1);
        all.add(first);
        all.addAll(rest);
        return all;
    }
}
