package dev.pluginhost.benchmarks.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Plugins;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Plugins on disk, up to tens of thousands. Each follows those that it requires, and provides one
 * {@link dev.pluginhost.benchmarks.api.Total}. All are copies of a few that are compiled, under other names. Immutable.
 *
 * @param jars a directory with the jars and nothing else
 * @param values what the services return, in order
 */
public record Stock(Path jars, List<Long> values) {

    /** The name of a plugin that is compiled; it is as long as all other names. */
    private static final String TEMPLATE = "acme.t00000";

    /**
     * Makes plugins.
     *
     * @param jars an empty directory, created if it does not exist; templates are made beside it
     */
    public static Stock make(Path jars, Kind kind, int plugins, Form form) throws IOException {
        Files.createDirectories(jars);
        // An index does not keep a jar that has just been written: the jar may change again without looking different.
        FileTime written = FileTime.from(Instant.now().minusSeconds(60));
        Map<Integer, byte[]> templates = new HashMap<>();
        List<Long> values = new ArrayList<>();
        for (int plugin = 0; plugin < plugins; plugin++) {
            List<Integer> others = form.required(plugin);
            Map<String, String> names = new HashMap<>(Map.of(TEMPLATE, name(plugin)));
            for (int i = 0; i < others.size(); i++) {
                names.put(required(i), name(others.get(i)));
            }
            byte[] template = templates.get(others.size());
            if (template == null) {
                template = template(kind, others.size(), jars.resolveSibling("template-" + others.size()));
                templates.put(others.size(), template);
            }
            Path jar = Files.write(jars.resolve(name(plugin) + ".jar"), renamed(template, names));
            Files.setLastModifiedTime(jar, written);
            values.add(kind.value(others.stream().mapToLong(values::get).sum()));
        }
        return new Stock(jars, List.copyOf(values));
    }

    /** The name of a plugin, counted from 0. */
    public static String name(int plugin) {
        return String.format(Locale.ROOT, "acme.p%05d", plugin);
    }

    /** New strings with the names of the first plugins. */
    public static List<String> names(int plugins) {
        return IntStream.range(0, plugins).mapToObj(Stock::name).collect(Collectors.toList());
    }

    /** The names of plugins that were made in another JVM. */
    public static List<String> names(Path jars) throws IOException {
        try (Stream<Path> files = Files.list(jars)) {
            return names((int) files.count());
        }
    }

    /** The last plugin. */
    public String last() {
        return name(values.size() - 1);
    }

    /** What the service of the last plugin returns. */
    public long lastValue() {
        return values.get(values.size() - 1);
    }

    /** What all services return together. */
    public long sum() {
        return sum(values.size());
    }

    /** What the services of the first plugins return together. */
    public long sum(int plugins) {
        return values.subList(0, plugins).stream().mapToLong(Long::longValue).sum();
    }

    private static String required(int other) {
        return "acme.r0000" + other;
    }

    private static byte[] template(Kind kind, int required, Path directory) throws IOException {
        List<String> others =
                IntStream.range(0, required).mapToObj(Stock::required).toList();
        List<PluginSource> sources = new ArrayList<>(List.of(kind.source(TEMPLATE, others)));
        others.forEach(other -> sources.add(kind.source(other, List.of())));
        return Files.readAllBytes(Plugins.jars(directory, sources).get(0));
    }

    /**
     * Replaces names wherever they are in a jar, with dots or with slashes. A class file stays valid because a new name is as long as the old
     * one.
     *
     * @param names new names by old names
     */
    private static byte[] renamed(byte[] jar, Map<String, String> names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream to = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                to.putNextEntry(new ZipEntry(renamed(entry.getName(), names)));
                // Each byte is a character, so that nothing else changes.
                String text = new String(from.readAllBytes(), ISO_8859_1);
                if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    text = text.replace("\r\n ", ""); // a name may be broken over two lines
                }
                to.write(renamed(text, names).getBytes(ISO_8859_1));
                to.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String renamed(String text, Map<String, String> names) {
        String renamed = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            renamed = renamed.replace(name.getKey(), name.getValue())
                    .replace(name.getKey().replace('.', '/'), name.getValue().replace('.', '/'));
        }
        return renamed;
    }
}
