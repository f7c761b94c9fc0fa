package dev.pluginhost.benchmarks.corpus;

import dev.pluginhost.testkit.PluginGraph;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Plugins on disk. Each has 21 classes and provides one {@link dev.pluginhost.benchmarks.api.Total}. Immutable.
 *
 * @param jars a directory with the jars and nothing else
 * @param graph which plugin requires which
 * @param totals what the service of each plugin returns
 */
public record Stock(Path jars, PluginGraph graph, Map<String, Long> totals) {

    /** The first part of all names. */
    private static final String FIRST_PART = "acme.";

    private static final int MOST_COPIES = 999;

    /**
     * Makes plugins that every compared system can load, and that nobody starts.
     *
     * @param directory an empty directory; systems may store files there, beside the jars
     * @param seed decides which plugin requires which
     * @param most how many others a plugin requires at most
     */
    public static Stock universal(Path directory, long seed, int plugins, int most) throws IOException {
        PluginGraph graph = PluginGraph.random(seed, plugins, most);
        return make(
                directory,
                graph,
                graph.names().stream()
                        .map(name -> Generated.of(name, graph).universal())
                        .toList());
    }

    /**
     * Makes plugins that must be started. The start of {@code p.Main} loads, links and initialises all classes of a plugin
     * {@code p}; {@code p.Total} is the service. A plugin requires up to three others.
     */
    public static Stock started(Path directory, long seed, int plugins) throws IOException {
        PluginGraph graph = PluginGraph.random(seed, plugins, 3);
        return make(
                directory,
                graph,
                graph.each(source -> Generated.of(source.name(), graph).started(source))
                        .sources());
    }

    private static Stock make(Path directory, PluginGraph graph, List<PluginSource> sources) throws IOException {
        Path jars = directory.resolve("plugins");
        Plugins.jars(jars, sources);
        Files.write(order(jars), graph.names());
        return new Stock(jars, graph, Generated.totals(graph));
    }

    /** The names of plugins that were made in another JVM; each follows those that it requires. */
    public static List<String> names(Path jars) throws IOException {
        return Files.readAllLines(order(jars));
    }

    private static Path order(Path jars) {
        return jars.resolveSibling("order.txt");
    }

    /**
     * Copies the plugins, and makes copies under other names that nobody loads. A copy is a whole plugin, but its value is that of
     * the original.
     *
     * @param directory an empty directory
     * @param installed how many there are with the copies
     */
    public Stock amongMore(Path directory, int installed) throws IOException {
        List<String> names = graph.names();
        if (installed > names.size() * (MOST_COPIES + 1L)) {
            throw new IllegalArgumentException(installed + " are too many to be copies of " + names.size());
        }
        Path all = Files.createDirectories(directory.resolve("plugins"));
        List<Path> originals = new ArrayList<>();
        for (String name : names) {
            Path original = jars.resolve(name + "-1.0.0.jar");
            originals.add(Files.copy(original, all.resolve(original.getFileName())));
        }
        for (int i = names.size(); i < installed; i++) {
            Path original = originals.get(i % names.size());
            Map<String, String> newName = Map.of(FIRST_PART, String.format(Locale.ROOT, "x%03d.", i / names.size()));
            String fileName = String.valueOf(original.getFileName());
            Files.write(
                    all.resolve(RenamedJar.renamed(fileName, newName)),
                    RenamedJar.of(Files.readAllBytes(original), newName));
        }
        return new Stock(all, graph, totals);
    }

    /** What all services return together. */
    public long sum() {
        return totals.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What the service of one plugin returns. */
    public long total(String name) {
        return totals.getOrDefault(name, 0L);
    }

    /** The plugin to load alone: the last of those that require the most others. */
    public String one() {
        String one = graph.names().get(0);
        for (String name : graph.names()) {
            if (graph.requiredBy(name).size() >= graph.requiredBy(one).size()) {
                one = name;
            }
        }
        return one;
    }
}
