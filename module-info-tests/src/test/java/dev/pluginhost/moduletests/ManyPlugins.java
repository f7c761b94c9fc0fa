package dev.pluginhost.moduletests;

import dev.pluginhost.testkit.PluginSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Thousands of plugins {@code acme.p00000}, {@code acme.p00001} and so on. One is compiled. The others are
 * copies with another name of the same length, so that the class files stay valid.
 */
final class ManyPlugins {

    private static final String FIRST = "p00000";

    private ManyPlugins() {}

    /** Writes plugins, each with a class {@code Late}, which is loaded late, and a {@code text.txt} that has its name. */
    static Path in(Path directory, int count) throws IOException {
        Path compiled = PluginSource.plugin("acme." + FIRST)
                .source("acme." + FIRST + ".Late", "public class Late {}")
                .resource("text.txt", FIRST)
                .jar(directory.resolveSibling("compiled"));
        Map<String, String> entries = new LinkedHashMap<>();
        try (JarInputStream jar = new JarInputStream(Files.newInputStream(compiled))) {
            for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                entries.put(entry.getName(), new String(jar.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        Files.createDirectories(directory);
        for (int i = 0; i < count; i++) {
            String name = name(i);
            ByteArrayOutputStream jar = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(jar)) {
                zip.setLevel(Deflater.BEST_SPEED);
                for (Map.Entry<String, String> entry : entries.entrySet()) {
                    zip.putNextEntry(new ZipEntry(entry.getKey().replace(FIRST, name)));
                    zip.write(entry.getValue().replace(FIRST, name).getBytes(StandardCharsets.ISO_8859_1));
                }
            }
            Files.write(directory.resolve(name + ".jar"), jar.toByteArray());
        }
        return directory;
    }

    private static String name(int number) {
        return String.format("p%05d", number);
    }
}
