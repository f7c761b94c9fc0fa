package dev.pluginhost.benchmarks.corpus;

import dev.pluginhost.benchmarks.api.Total;
import dev.pluginhost.benchmarks.harness.Home;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Plugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Thousands of plugins of one class each. Each follows those that it requires, and provides one {@link Total}, which returns one
 * more than those of the plugins that it requires together. Immutable.
 *
 * @param jars a directory with the jars and nothing else
 * @param values what the services return, in order
 */
public record Tiny(Path jars, List<Long> values) {

    /** The name of a plugin that is compiled once; it is as long as all other names. */
    private static final String TEMPLATE = "acme.t00000";

    private static final String SERVICE = Total.class.getName();

    public Tiny {
        values = List.copyOf(values);
    }

    /**
     * Makes plugins.
     *
     * @param jars an empty directory, created if it does not exist; templates are made beside it
     * @param required which earlier plugins a plugin requires
     */
    public static Tiny make(Path jars, int plugins, IntFunction<List<Integer>> required) throws IOException {
        Files.createDirectories(jars);
        // An index does not keep a jar that has just been written: the jar may change again without looking different.
        FileTime written = FileTime.from(Instant.now().minusSeconds(60));
        Map<Integer, byte[]> templates = new HashMap<>();
        List<Long> values = new ArrayList<>();
        for (int plugin = 0; plugin < plugins; plugin++) {
            List<Integer> others = required.apply(plugin);
            Map<String, String> names = new HashMap<>(Map.of(TEMPLATE, name(plugin)));
            for (int i = 0; i < others.size(); i++) {
                names.put(required(i), name(others.get(i)));
            }
            byte[] template = templates.get(others.size());
            if (template == null) {
                template = template(others.size(), jars.resolveSibling("template-" + others.size()));
                templates.put(others.size(), template);
            }
            Path jar = Files.write(jars.resolve(name(plugin) + ".jar"), RenamedJar.of(template, names));
            Files.setLastModifiedTime(jar, written);
            values.add(1 + others.stream().mapToLong(values::get).sum());
        }
        return new Tiny(jars, values);
    }

    /** The name of a plugin, counted from 0. */
    public static String name(int plugin) {
        return String.format(Locale.ROOT, "acme.p%05d", plugin);
    }

    /** New strings with the names of the first plugins. */
    public static List<String> names(int plugins) {
        return IntStream.range(0, plugins).mapToObj(Tiny::name).collect(Collectors.toList());
    }

    /** What the services of the first plugins return together. */
    public long sum(int plugins) {
        return values.subList(0, plugins).stream().mapToLong(Long::longValue).sum();
    }

    private static String required(int other) {
        return "acme.r0000" + other;
    }

    private static byte[] template(int required, Path directory) throws IOException {
        List<String> others =
                IntStream.range(0, required).mapToObj(Tiny::required).toList();
        List<PluginSource> sources = new ArrayList<>(List.of(source(TEMPLATE, others)));
        others.forEach(other -> sources.add(source(other, List.of())));
        return Files.readAllBytes(Plugins.jars(directory, sources).get(0));
    }

    private static PluginSource source(String name, List<String> required) {
        String values =
                required.stream().map(other -> " + " + other + ".Main.value()").collect(Collectors.joining());
        return PluginSource.module(name)
                .requires("dev.pluginhost", Home.API_MODULE)
                .compiledAgainst(Home.api())
                .requires(required.toArray(String[]::new))
                .exports(name)
                .declares("provides dev.pluginhost.plugin.Plugin with " + name + ".Main;")
                .declares("provides " + SERVICE + " with " + name + ".Main;")
                .source(name + ".Main", """
                        public final class Main
                                implements dev.pluginhost.plugin.Plugin, %s {
                            private static volatile long value;
                            @Override public void start(dev.pluginhost.plugin.PluginContext context) {
                                value = 1%s;
                            }
                            @Override public long get() { return value; }
                            public static long value() { return value; }
                        }
                        """.formatted(SERVICE, values));
    }
}
