package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A resource's URL is the one that the JDK's own layer loader gives")
class UrlParityTest {

    @TempDir
    Path directory;

    private final Layers layers = new Layers();
    private Path jar;
    private final List<String> names = new ArrayList<>();

    @BeforeEach
    void makeJar() throws IOException {
        Path plain = PluginSource.module("acme.x")
                .declares("opens acme.x")
                .source("acme.x.First", "public class First {}")
                .jar(directory);
        for (char each = 1; each < 128; each++) {
            if (each != '/') {
                names.add("acme/x/a" + each + "b.txt");
            }
        }
        StringBuilder several = new StringBuilder();
        for (int each = 128; each < 0x10000; each++) {
            if (!Character.isSurrogate((char) each)) {
                several.append((char) each);
            }
            if (several.length() == 64) {
                names.add("acme/x/" + several + ".txt");
                several.setLength(0);
            }
        }
        names.addAll(List.of("acme/x!/y.txt", "acme/x/a%20b.txt", "acme/x/a b=c;d.txt", "odd=/=.txt"));
        Path odd = Files.createDirectory(directory.resolve("o=d;d !#%&+@,$'()[]~"));
        jar = odd.resolve("acme=x;1.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
                ZipFile old = new ZipFile(plain.toFile())) {
            for (ZipEntry entry : old.stream().toList()) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                old.getInputStream(entry).transferTo(zip);
            }
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.length());
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        layers.close();
    }

    private ClassLoader jdks() {
        ModuleFinder finder = ModuleFinder.of(jar);
        Configuration resolved =
                ModuleLayer.boot().configuration().resolve(finder, ModuleFinder.of(), Set.of("acme.x"));
        return ModuleLayer.boot()
                .defineModulesWithOneLoader(resolved, ClassLoader.getSystemClassLoader())
                .findLoader("acme.x");
    }

    @Test
    @DisplayName("whatever characters are in its name, or in that of its jar")
    void oddCharacters() throws IOException {
        ClassLoader ours = layers.define(jar).loader();
        ClassLoader jdks = jdks();
        for (String name : names) {
            URL expected = jdks.getResource(name);
            URL url = ours.getResource(name);
            assertNotNull(expected, name);
            assertNotNull(url, name);
            assertEquals(expected.toExternalForm(), url.toExternalForm());
            assertEquals(name.length() & 0xff, url.openStream().read(), name);
        }
    }

    @ParameterizedTest
    @DisplayName("and its connection tells the same time")
    @ValueSource(
            strings = {"1970-01-01T00:00:00Z", "2024-03-05T06:07:08.9Z", "2024-11-25T16:17:18Z", "2107-12-31T23:59:58Z"
            })
    void times(String time) throws IOException {
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse(time)));
        URLConnection expected = jdks().getResource("odd=/=.txt").openConnection();
        expected.setUseCaches(false);
        URLConnection found =
                layers.define(jar).loader().getResource("odd=/=.txt").openConnection();
        assertEquals(expected.getLastModified(), found.getLastModified());
        ((JarURLConnection) expected).getJarFile().close();
    }
}
