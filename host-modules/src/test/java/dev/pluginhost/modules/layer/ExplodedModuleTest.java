package dev.pluginhost.modules.layer;

import static dev.pluginhost.modules.layer.Layers.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "on {0}")
@ValueSource(strings = {"disk", "jimfs for Unix", "jimfs for Windows"})
class ExplodedModuleTest {

    @TempDir
    Path disk;

    @Parameter
    private String where;

    private final Layers layers = new Layers();
    private final FileSystem unix = Jimfs.newFileSystem(Configuration.unix());
    private final FileSystem windows = Jimfs.newFileSystem(Configuration.windows());
    private Path module;

    @BeforeEach
    void explode() {
        Path directory = switch (where) {
            case "disk" -> disk;
            case "jimfs for Unix" -> unix.getPath("/plugins");
            default -> windows.getPath("C:\\plugins");
        };
        module = PluginSource.module("acme.x")
                .exports("acme.x")
                .source(
                        "acme.x.Main",
                        "public class Main {"
                                + " public static String text() throws java.io.IOException {"
                                + " try (var in = Main.class.getResourceAsStream(\"text.txt\")) {"
                                + " return new String(in.readAllBytes()); } } }")
                .resource("acme/x/text.txt", "text")
                .resource("my-data/a b%c#d.txt", "odd")
                .resource("my-data/other.txt", "other")
                .explodedIn(directory.resolve("with space"));
    }

    @AfterEach
    void close() throws IOException {
        layers.close();
        unix.close();
        windows.close();
    }

    private static String read(InputStream stream) throws IOException {
        try (InputStream in = stream) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @DisplayName("Classes are loaded and read their resources")
    void loaded() throws Exception {
        assertEquals("text", call(layers.define(module), "acme.x.Main", "text"));
    }

    @Test
    @DisplayName("The code source is the directory")
    void codeSource() throws Exception {
        Class<?> main = layers.define(module).loader().loadClass("acme.x.Main");

        assertEquals(
                module,
                Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }

    @Test
    @DisplayName("Resources are encapsulated as in a jar")
    void encapsulated() throws Exception {
        ClassLoader loader = layers.define(module).loader();

        assertNull(loader.getResource("acme/x/text.txt"));
        assertEquals("other", read(loader.getResourceAsStream("my-data/other.txt")));
        assertEquals(
                1, Collections.list(loader.getResources("acme/x/Main.class")).size());
    }

    @Test
    @DisplayName("A URL reads odd names and its neighbours")
    void oddNames() throws Exception {
        URL url = layers.define(module).loader().getResource("my-data/a b%c#d.txt");

        assertEquals(module.resolve("my-data/a b%c#d.txt").toUri(), url.toURI());
        assertEquals("odd", read(url.openStream()));
        assertEquals("other", read(new URL(url, "other.txt").openStream()));
        assertThrows(IOException.class, () -> new URL(url, "missing.txt").openStream());
    }

    @Test
    @DisplayName("A connection tells length and time of a file on disk")
    void connection() throws Exception {
        assumeTrue(where.equals("disk"), "elsewhere they are not known");
        URLConnection connection =
                layers.define(module).loader().getResource("my-data/other.txt").openConnection();

        assertEquals(5, connection.getContentLength());
        assertEquals("text/plain", connection.getContentType());
        assertEquals(
                java.nio.file.Files.getLastModifiedTime(module.resolve("my-data/other.txt"))
                                .toMillis()
                        / 1000,
                connection.getLastModified() / 1000);
        connection.getInputStream().close();
    }

    @Test
    @DisplayName("Names that lead out of the module find nothing")
    void leadingOut() throws Exception {
        ClassLoader loader = layers.define(module).loader();

        for (String name : List.of(
                "../with space/acme.x/my-data/other.txt",
                "/my-data/other.txt",
                "my-data//other.txt",
                "./my-data/other.txt",
                "my-data/../my-data/other.txt",
                "my-data/other.txt/",
                "..")) {
            assertNull(loader.getResource(name), name);
        }
    }

    @Test
    @DisplayName("A module in a zip file system is read without the JDK's cache of jars")
    void zipFileSystem() throws Exception {
        assumeTrue(OpenFiles.canBeCounted());
        Path zip = disk.resolve("modules.zip");
        try (FileSystem modules =
                FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()), Map.of("create", "true"))) {
            Path inZip = PluginSource.module("acme.z")
                    .resource("my-data/a b%c#d.txt", "odd")
                    .resource("my-data/other.txt", "other")
                    .explodedIn(modules.getPath("/"));
            URL url = layers.define(inZip).loader().getResource("my-data/a b%c#d.txt");

            assertEquals("odd", read(url.openStream()));
            assertEquals("other", read(new URL(url, "other.txt").openStream()));
        }
        assertEquals(0, OpenFiles.below(disk));
    }

    @Test
    @DisplayName("Nothing more is loaded once it is closed")
    void closed() throws Exception {
        PluginLayer layer = layers.define(module);
        layer.close();

        ClassNotFoundException failure =
                assertThrows(ClassNotFoundException.class, () -> layer.loader().loadClass("acme.x.Main"));
        assertEquals(
                "acme.x.Main: cannot be read from module acme.x:"
                        + " plugin acme.x is closed; nothing more can be read from " + module,
                failure.getMessage());
    }
}
