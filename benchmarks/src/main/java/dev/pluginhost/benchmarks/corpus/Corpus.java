package dev.pluginhost.benchmarks.corpus;

import dev.pluginhost.testkit.PluginGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Plugins on disk, in an order in which each follows those it requires. Every plugin {@code p} has a {@code p.Main} to be
 * started, which loads, links and initialises all of its classes, and then a {@code p.Total}, a
 * {@link java.util.function.LongSupplier} of what has come out. Immutable.
 */
public final class Corpus {

    private static final int MOST_REQUIRED = 3;
    private static final String ORDER = "order.txt";

    private final Path directory;
    private final List<String> names;

    private Corpus(Path directory, List<String> names) {
        this.directory = directory;
        this.names = List.copyOf(names);
    }

    /**
     * Makes one.
     *
     * @param directory an empty directory for it
     * @param seed decides who requires whom
     * @param plugins how many
     * @return the sum of all totals, if each plugin has been started once and does as it should
     */
    public static long make(Path directory, long seed, int plugins) throws IOException {
        PluginGraph graph = PluginGraph.random(seed, plugins, MOST_REQUIRED);
        graph.each(source -> Generated.of(source.name(), graph).fill(source)).jars(jarsIn(directory));
        Files.write(directory.resolve(ORDER), graph.names());
        return Arithmetic.sumOfTotals(graph);
    }

    /** Finds the one that was made in a directory. */
    public static Corpus in(Path directory) throws IOException {
        return new Corpus(directory, Files.readAllLines(directory.resolve(ORDER)));
    }

    /** The plugins' names, in order. */
    public List<String> names() {
        return names;
    }

    /** Where the jars are, and nothing else. */
    public Path jars() {
        return jarsIn(directory);
    }

    /** A plugin's jar. */
    public Path jar(String name) {
        return jars().resolve(name + ".jar");
    }

    private static Path jarsIn(Path directory) {
        return directory.resolve("plugins");
    }
}
