package dev.pluginhost.benchmarks.corpus;

import dev.pluginhost.testkit.PluginGraph;
import dev.pluginhost.testkit.Plugins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Plugins on disk that each of the compared systems can load, all from the same jars. Every plugin provides one
 * {@link java.util.function.LongSupplier}. Immutable.
 *
 * @param jars where the jars are, and nothing else
 * @param graph who requires whom
 * @param totals what each plugin's service returns
 */
public record Stock(Path jars, PluginGraph graph, Map<String, Long> totals) {

    /** Copies the totals. */
    public Stock {
        totals = Map.copyOf(totals);
    }

    /**
     * Makes one.
     *
     * @param directory an empty directory for it; what systems wish to store beside the jars is at home there
     * @param seed decides who requires whom
     * @param plugins how many; at least one
     * @param mostRequired how many others a plugin requires at most
     */
    public static Stock make(Path directory, long seed, int plugins, int mostRequired) {
        PluginGraph graph = PluginGraph.random(seed, plugins, mostRequired);
        Path jars = directory.resolve("plugins");
        Plugins.jars(
                jars,
                graph.names().stream()
                        .map(name -> new Universal(Generated.of(name, graph)).source())
                        .toList());
        return new Stock(jars, graph, Arithmetic.totals(graph));
    }

    /**
     * The same plugins among others that nobody loads: {@link Copies} of them under other names.
     *
     * @param directory an empty directory for all of them
     * @param installed how many they are together
     */
    public Stock amongMore(Path directory, int installed) throws IOException {
        Path all = directory.resolve("plugins");
        Copies.make(jars, all, installed);
        return new Stock(all, graph, totals);
    }

    /** What all services come to. */
    public long sum() {
        return totals.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What the service of one plugin returns. */
    public long total(String name) {
        return totals.getOrDefault(name, 0L);
    }

    /** The plugin to be loaded alone: the last of those that require the most others. */
    public String one() {
        String one = graph.names().get(0);
        for (String name : graph.names()) {
            if (graph.requiredBy(name).size() >= graph.requiredBy(one).size()) {
                one = name;
            }
        }
        return one;
    }

    /** How many others have to be loaded with a plugin. */
    public int comesWith(String name) {
        return graph.closureOf(name).size() - 1;
    }
}
