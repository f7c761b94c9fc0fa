package dev.pluginhost.benchmarks.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Plugins;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A plugin of one class that has been compiled once, and of which any number is made by putting other names in: as long as
 * they are as long as those in it, a class file stays one. Immutable.
 */
final class Template {

    /** As long as {@code required(0)}, as {@code required(1)}, and as the names that are put in. */
    private static final String ITSELF = "acme.t00000";

    private final List<String> required;
    private final Map<String, byte[]> entries;

    private Template(List<String> required, Map<String, byte[]> entries) {
        this.required = required;
        this.entries = entries;
    }

    /**
     * Compiles one.
     *
     * @param count how many others the plugin requires
     * @param scratch an empty directory
     */
    static Template requiring(int count, Path scratch) throws IOException {
        List<String> required =
                IntStream.range(0, count).mapToObj(i -> "acme.r0000" + i).toList();
        List<PluginSource> sources = new ArrayList<>();
        sources.add(source(ITSELF, required));
        required.forEach(name -> sources.add(source(name, List.of())));
        Path jar = Plugins.jars(scratch, sources).get(0);
        return new Template(required, entries(Files.readAllBytes(jar)));
    }

    /** The jar of the plugin of that name, which requires these. */
    byte[] jar(String name, List<String> requires) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(renamed(entry.getKey(), name, requires)));
                zip.write(renamed(new String(entry.getValue(), ISO_8859_1), name, requires)
                        .getBytes(ISO_8859_1));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private String renamed(String text, String name, List<String> requires) {
        String renamed = replaced(text, ITSELF, name);
        for (int i = 0; i < required.size(); i++) {
            renamed = replaced(renamed, required.get(i), requires.get(i));
        }
        return renamed;
    }

    private static String replaced(String text, String old, String name) {
        if (old.length() != name.length()) {
            throw new IllegalArgumentException(name + " is not as long as " + old);
        }
        return text.replace(old, name).replace(old.replace('.', '/'), name.replace('.', '/'));
    }

    private static PluginSource source(String name, List<String> required) {
        String values =
                required.stream().map(other -> " + " + other + ".Main.value()").collect(Collectors.joining());
        return PluginSource.module(name)
                .requires("dev.pluginhost")
                .requires(required.toArray(String[]::new))
                .exports(name)
                .declares("provides dev.pluginhost.plugin.Plugin with " + name + ".Main;")
                .declares("provides java.util.function.LongSupplier with " + name + ".Main;")
                .source(name + ".Main", """
                        public final class Main
                                implements dev.pluginhost.plugin.Plugin, java.util.function.LongSupplier {
                            private static volatile long value;
                            @Override public void start(dev.pluginhost.plugin.PluginContext context) {
                                value = 1%s;
                            }
                            @Override public long getAsLong() { return value; }
                            public static long value() { return value; }
                        }
                        """.formatted(values));
    }

    private static Map<String, byte[]> entries(byte[] jar) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }
}
