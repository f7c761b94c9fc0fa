package dev.pluginhost.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Many small plugins that require each other without a cycle. The same seed gives the same plugins.
 *
 * <pre>{@code
 * PluginGraph graph = PluginGraph.random(42, 200, 3)
 *         .each(plugin -> plugin.probe(probe).onStart("Probe.say(\"started \" + context.name());"));
 * graph.jars(directory);
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class PluginGraph {

    private final Map<String, Set<String>> requires;
    private final UnaryOperator<PluginSource> each;

    private PluginGraph(Map<String, Set<String>> requires, UnaryOperator<PluginSource> each) {
        this.requires = requires;
        this.each = each;
    }

    /**
     * Plugins {@code acme.p000}, {@code acme.p001} and so on, each of which requires some of those before it.
     *
     * @param seed decides which plugin requires which
     * @param plugins how many
     * @param maxRequires how many others a plugin requires at most
     * @return the graph
     */
    public static PluginGraph random(long seed, int plugins, int maxRequires) {
        Random random = new Random(seed);
        List<String> names = new ArrayList<>();
        Map<String, Set<String>> requires = new LinkedHashMap<>();
        for (int i = 0; i < plugins; i++) {
            Set<String> required = new TreeSet<>();
            int wanted = Math.min(i, random.nextInt(maxRequires + 1));
            while (required.size() < wanted) {
                required.add(names.get(random.nextInt(i)));
            }
            String name = String.format(Locale.ROOT, "acme.p%03d", i);
            names.add(name);
            requires.put(name, Set.copyOf(required));
        }
        return new PluginGraph(requires, UnaryOperator.identity());
    }

    /**
     * Plugins with the given requirements.
     *
     * @param requires for each plugin the plugins it requires
     * @return the graph
     */
    public static PluginGraph of(Map<String, Set<String>> requires) {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        requires.forEach((name, required) -> copy.put(name, Set.copyOf(required)));
        return new PluginGraph(copy, UnaryOperator.identity());
    }

    /**
     * Changes every plugin.
     *
     * @param change what is done to each
     * @return a changed graph
     */
    public PluginGraph each(UnaryOperator<PluginSource> change) {
        return new PluginGraph(requires, source -> change.apply(each.apply(source)));
    }

    /**
     * The names of the plugins.
     *
     * @return the names; those of a random graph are ordered so that a plugin follows what it requires
     */
    public List<String> names() {
        return List.copyOf(requires.keySet());
    }

    /**
     * What a plugin requires directly.
     *
     * @param name a plugin
     * @return the names
     */
    public Set<String> requiredBy(String name) {
        return requires.getOrDefault(name, Set.of());
    }

    /**
     * What is imported when a plugin is: itself and all that it requires, directly or not.
     *
     * @param name a plugin
     * @return the names
     */
    public Set<String> closureOf(String name) {
        Set<String> closure = new LinkedHashSet<>();
        collect(name, closure);
        return closure;
    }

    /**
     * The plugins.
     *
     * @return their sources, in the order of their names
     */
    public List<PluginSource> sources() {
        return names().stream().map(this::source).toList();
    }

    /**
     * Makes a jar of each plugin, all in one run of {@code javac}.
     *
     * @param directory where; created if it is not there
     * @return the jars, in the order of the names
     */
    public List<Path> jars(Path directory) {
        return Plugins.jars(directory, sources());
    }

    private PluginSource source(String name) {
        String[] required = requiredBy(name).stream().sorted().toArray(String[]::new);
        return each.apply(PluginSource.plugin(name).requires(required));
    }

    private void collect(String name, Set<String> closure) {
        if (closure.add(name)) {
            requiredBy(name).forEach(required -> collect(required, closure));
        }
    }
}
