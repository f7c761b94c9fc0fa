package dev.pluginhost.benchmarks.corpus;

import dev.pluginhost.benchmarks.process.Scratch;
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

/**
 * Plugins of one class each, by the thousand, in an order in which each follows those it requires. Every plugin provides one
 * {@link java.util.function.LongSupplier}, of one more than those of the plugins it requires come to. Immutable.
 *
 * @param jars where the jars are, and nothing else
 * @param values of the plugins' services, in order
 */
public record Tiny(Path jars, List<Long> values) {

    /** Copies the values. */
    public Tiny {
        values = List.copyOf(values);
    }

    /**
     * Makes some.
     *
     * @param jars an empty directory, created if it is not there
     * @param plugins how many
     * @param required which of the plugins before it one requires
     */
    public static Tiny make(Path jars, int plugins, IntFunction<List<Integer>> required) throws IOException {
        Files.createDirectories(jars);
        // An index leaves out what has just been written, as it may change again without looking different.
        FileTime written = FileTime.from(Instant.now().minusSeconds(60));
        Map<Integer, Template> templates = new HashMap<>();
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < plugins; i++) {
            List<Integer> others = required.apply(i);
            Template template = templates.get(others.size());
            if (template == null) {
                template = template(others.size());
                templates.put(others.size(), template);
            }
            Path jar = jars.resolve(name(i) + ".jar");
            Files.write(
                    jar, template.jar(name(i), others.stream().map(Tiny::name).toList()));
            Files.setLastModifiedTime(jar, written);
            values.add(1 + others.stream().mapToLong(values::get).sum());
        }
        return new Tiny(jars, values);
    }

    /** The name of a plugin, counted from 0. */
    public static String name(int plugin) {
        return String.format(Locale.ROOT, "acme.p%05d", plugin);
    }

    /** The names of the first plugins. */
    public static List<String> names(int plugins) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < plugins; i++) {
            names.add(name(i));
        }
        return names;
    }

    /** What the services of the first plugins come to. */
    public long sum(int plugins) {
        return values.subList(0, plugins).stream().mapToLong(Long::longValue).sum();
    }

    private static Template template(int required) throws IOException {
        try (Scratch scratch = Scratch.make()) {
            return Template.requiring(required, scratch.path());
        }
    }
}
