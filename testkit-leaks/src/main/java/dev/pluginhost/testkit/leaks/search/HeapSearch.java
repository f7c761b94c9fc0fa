package dev.pluginhost.testkit.leaks.search;

import dev.pluginhost.testkit.leaks.HeldPath;
import java.nio.file.Path;
import java.util.List;

/** The entry point of the search. Thread-safe. */
public final class HeapSearch {

    private HeapSearch() {}

    /**
     * Looks for what holds the class loader that an instance in the heap dump refers to.
     *
     * @param hprof the heap dump
     * @param type the instance's class, which has a {@code long token} and a reference object {@code loader}
     * @param token the instance's token
     * @param name the name of the class loader
     * @param limit how many paths to look for at most
     * @return the paths, the shortest first
     */
    public static List<HeldPath> paths(Path hprof, String type, long token, String name, int limit) {
        try (Dump dump = Dump.open(hprof)) {
            long loader = dump.loaderOf(type, token);
            if (loader == 0) {
                return List.of();
            }
            Territory territory = Territory.of(dump, loader);
            Wording wording = new Wording(dump, Stacks.read(hprof), territory, name);
            return new Search(dump, territory, limit)
                    .holdings().stream().map(wording::path).toList();
        }
    }
}
