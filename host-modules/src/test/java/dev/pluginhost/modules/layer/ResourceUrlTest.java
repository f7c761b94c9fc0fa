package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceUrlTest {

    @TempDir
    Path directory;

    private final Layers layers = new Layers();

    @AfterEach
    void close() throws IOException {
        layers.close();
    }

    private static PluginSource plugin() {
        return PluginSource.module("acme.x")
                .manifest("Acme", "yes")
                .source("acme.x.C", "public class C {}")
                .resource("my-data/one.txt", "one")
                .resource("my-data/two.txt", "two")
                .resource("my-data/deep/three.txt", "three")
                .resource("root.txt", "root");
    }

    private URL one() throws IOException {
        return layers.define(plugin().jar(directory)).loader().getResource("my-data/one.txt");
    }

    private static String read(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String read(InputStream stream) throws IOException {
        try (InputStream in = stream) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    @DisplayName("A URL has the ordinary form")
    void form() throws Exception {
        URL url = one();

        String form = "jar:" + directory.resolve("acme.x.jar").toUri() + "!/my-data/one.txt";
        assertEquals(form, url.toExternalForm());
        assertEquals(form, url.toURI().toString());
        assertEquals(new URL(form), url);
        assertEquals(new URL(form).hashCode(), url.hashCode());
    }

    @ParameterizedTest
    @DisplayName("A relative URL leads to the neighbour")
    @ValueSource(
            strings = {
                "two.txt",
                "./two.txt",
                "deep/../two.txt",
                "/my-data/two.txt",
                "../my-data/two.txt",
                "../../../my-data/two.txt"
            })
    void relative(String relative) throws IOException {
        assertEquals("two", read(new URL(one(), relative)));
    }

    @Test
    @DisplayName("A relative URL keeps to the open jar")
    void openJar() throws IOException {
        URL one = one();
        Files.delete(directory.resolve("acme.x.jar"));

        assertEquals("three", read(new URL(one, "deep/three.txt")));
    }

    @Test
    @DisplayName("A fragment is kept apart")
    void fragment() throws IOException {
        URL anchored = new URL(one(), "#part");

        assertEquals("part", anchored.getRef());
        assertEquals("one", read(anchored));
    }

    @Test
    @DisplayName("A URL of another jar is read from that jar")
    void anotherJar() throws IOException {
        Path other = PluginSource.module("acme.y")
                .resource("my-data/one.txt", "other")
                .jar(directory);
        URL url = new URL(one(), "jar:" + other.toUri() + "!/my-data/one.txt");
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);

        assertEquals("other", read(connection.getInputStream()));
    }

    @Test
    @DisplayName("A URL that names no entry separator is malformed")
    void noSeparator() throws IOException {
        URL one = one();

        assertThrows(MalformedURLException.class, () -> new URL(one, "jar:file:/nothing"));
    }

    @Test
    @DisplayName("The connection returns what the JDK's does")
    void connection() throws IOException {
        URL url = one();
        URLConnection theirs = new URL(url.toExternalForm()).openConnection();
        theirs.setUseCaches(false);
        URLConnection ours = url.openConnection();

        assertEquals(theirs.getContentLength(), ours.getContentLength());
        assertEquals(theirs.getContentLengthLong(), ours.getContentLengthLong());
        assertEquals(theirs.getContentType(), ours.getContentType());
        assertEquals(theirs.getLastModified() / 1000, ours.getLastModified() / 1000);
        theirs.getInputStream().close();
    }

    @Test
    @DisplayName("The connection is one to a jar")
    void jarConnection() throws IOException {
        JarURLConnection connection = (JarURLConnection) one().openConnection();

        assertEquals("my-data/one.txt", connection.getEntryName());
        assertEquals("my-data/one.txt", connection.getJarEntry().getName());
        assertEquals(directory.resolve("acme.x.jar").toUri().toURL(), connection.getJarFileURL());
        assertEquals("yes", connection.getMainAttributes().getValue("Acme"));
        assertNull(connection.getAttributes());
        assertNull(connection.getCertificates());
    }

    @Test
    @DisplayName("The caller closes the jar file of a connection")
    void jarFile() throws IOException {
        JarURLConnection connection = (JarURLConnection) one().openConnection();
        connection.setUseCaches(true);
        assertFalse(connection.getUseCaches());

        JarFile jar = connection.getJarFile();
        assertSame(jar, connection.getJarFile());
        assertNotNull(jar.getEntry("my-data/two.txt"));
        jar.close();

        assertEquals("one", read(one()));
    }

    @Test
    @DisplayName("A URL without entry is the jar itself")
    void noEntry() throws IOException {
        URL jar = new URL(one(), "/");
        JarURLConnection connection = (JarURLConnection) jar.openConnection();

        assertNull(connection.getEntryName());
        assertThrows(IOException.class, connection::getInputStream);
        assertEquals("x-java/jar", connection.getContentType());
        assertEquals(Files.size(directory.resolve("acme.x.jar")), connection.getContentLengthLong());
        try (JarFile file = connection.getJarFile()) {
            assertNotNull(file.getEntry("root.txt"));
        }
    }

    @Test
    @DisplayName("An entry that is not there is not found")
    void missing() throws IOException {
        URL missing = new URL(one(), "missing.txt");

        FileNotFoundException failure = assertThrows(FileNotFoundException.class, missing::openStream);
        assertEquals(
                "JAR entry my-data/missing.txt not found in " + directory.resolve("acme.x.jar"), failure.getMessage());
        assertEquals(-1, missing.openConnection().getContentLength());
    }

    @ParameterizedTest
    @DisplayName("A resource with an odd name is found and read")
    @ValueSource(
            strings = {
                "a b.txt",
                "100%.txt",
                "%41.txt",
                "a#b.txt",
                "a?b.txt",
                "a+b&c=d;e,f.txt",
                "[x]{y}^`|\"<>.txt",
                "a\\b.txt",
                "\u00fcml\u00e4ut.txt",
                "u\u0308.txt",
                "\u65e5\u672c\u8a9e.txt",
                "\ud83d\ude00.txt",
                "dir!/bang.txt"
            })
    void oddName(String name) throws Exception {
        Path jar = plugin().resource("odd-names/" + name, name).jar(directory.resolve("odd dir!/100% #1"));
        URL url = layers.define(jar).loader().getResource("odd-names/" + name);

        assertEquals(name, read(url));
        assertEquals(name, read(new URL(url, url.toExternalForm())));
        assertEquals("odd-names/" + name, ((JarURLConnection) url.openConnection()).getEntryName());
        assertEquals(url.toExternalForm(), url.toURI().toASCIIString());
    }

    @Test
    @DisplayName("Nothing stays open once the layer is closed, however resources were read")
    void nothingOpen() throws Exception {
        assumeTrue(OpenFiles.canBeCounted());
        Path jar = plugin().jar(directory);
        PluginLayer layer = layers.define(jar);
        ClassLoader loader = layer.loader();
        Class<?> type = loader.loadClass("acme.x.C");

        loader.getResourceAsStream("my-data/one.txt").readAllBytes();
        type.getResourceAsStream("/my-data/one.txt").readAllBytes();
        layer.module().getResourceAsStream("my-data/one.txt").readAllBytes();
        URL url = loader.getResource("my-data/one.txt");
        url.openStream().readAllBytes();
        url.getContent();
        new URL(url, "two.txt").openStream().readAllBytes();
        URLConnection connection = url.openConnection();
        connection.setUseCaches(true);
        connection.getContentLength();
        connection.getLastModified();
        connection.getInputStream().readAllBytes();
        assertEquals(1, OpenFiles.below(directory), "one handle serves them all");

        ((JarURLConnection) url.openConnection()).getManifest();
        ((JarURLConnection) url.openConnection()).getJarEntry();
        JarFile forgotten = ((JarURLConnection) url.openConnection()).getJarFile();
        layer.close();

        assertEquals(0, OpenFiles.below(directory));
        assertThrows(IllegalStateException.class, () -> forgotten.getEntry("root.txt"));
    }

    @Test
    @DisplayName("The file of a closed jar can be replaced and read again")
    void replaced() throws Exception {
        Path jar = plugin().jar(directory);
        PluginLayer old = layers.define(jar);
        assertEquals("one", read(old.loader().getResource("my-data/one.txt")));
        old.close();
        plugin().resource("my-data/one.txt", "new one").jar(directory);

        PluginLayer replaced = layers.define(jar);

        assertEquals("new one", read(replaced.loader().getResource("my-data/one.txt")));
    }

    @Test
    @DisplayName("Reading after close fails with the reason")
    void closed() throws Exception {
        Path jar = plugin().jar(directory);
        PluginLayer layer = layers.define(jar);
        URL url = layer.loader().getResource("my-data/one.txt");
        InputStream begun = url.openStream();
        layer.close();

        String reason = "plugin acme.x is closed; nothing more can be read from " + jar;
        assertEquals(reason, assertThrows(IOException.class, url::openStream).getMessage());
        assertEquals(reason, assertThrows(IOException.class, begun::read).getMessage());
        assertEquals(
                reason,
                assertThrows(IOException.class, () -> ((JarURLConnection) url.openConnection()).getJarFile())
                        .getMessage());
    }
}
