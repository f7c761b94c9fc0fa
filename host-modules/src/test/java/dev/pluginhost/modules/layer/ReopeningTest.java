package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.JarURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A jar that was closed while idle")
class ReopeningTest {

    private static final String CURE =
            ", and nothing more can be read from it; call refresh() and reload the plugin to use what is there now";

    @TempDir
    Path directory;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final JarFiles budget = new JarFiles(5, log::add);
    private final Layers layers = new Layers(budget);

    private Path jar;
    private PluginLayer layer;
    private Class<?> main;

    private static PluginSource plugin(String text) {
        return PluginSource.module("acme.x")
                .declares("opens acme.x")
                .source(
                        "acme.x.Main",
                        "public class Main {"
                                + " public static String loaded() { return \"works\"; }"
                                + " public static String unloaded() { return Late.text(); } }")
                .source("acme.x.Late", "public class Late { static String text() { return \"late\"; } }")
                .resource("acme/x/text.txt", text);
    }

    @BeforeEach
    void closeWhileIdle() throws Exception {
        assumeTrue(OpenFiles.canBeCounted());
        jar = plugin("one").jar(directory);
        layer = layers.define(jar);
        main = layer.loader().loadClass("acme.x.Main");
        budget.closeIdle();
        assertEquals(0, OpenFiles.below(directory));
    }

    @AfterEach
    void close() throws IOException {
        layers.close();
        assertEquals(0, OpenFiles.below(directory));
        assertEquals(0, budget.count());
    }

    private static void moveTo(Path target, byte[] bytes) throws IOException {
        Path other = Files.write(target.resolveSibling("other"), bytes);
        Files.move(other, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private void writeInPlace(byte[] bytes) throws IOException {
        Fingerprint before = Fingerprint.of(jar);
        assertEquals(before.size(), bytes.length);
        FileTime modified = Files.getLastModifiedTime(jar);
        Files.write(jar, bytes);
        Files.setLastModifiedTime(jar, modified);
        assertTrue(before.isLike(Fingerprint.of(jar)));
    }

    private String failure() {
        return thrown().getMessage();
    }

    private ChangedArtifactException thrown() {
        return assertThrows(
                ChangedArtifactException.class,
                () -> layer.artifacts().modules.get(0).open("acme/x/text.txt"));
    }

    @Test
    @DisplayName("is opened again when it is read")
    void isOpenedAgain() throws Exception {
        assertEquals("late", Layers.call(main, "unloaded"));
        assertEquals(1, OpenFiles.below(directory));
        budget.closeIdle();
        assertEquals(
                "one",
                new String(
                        layer.loader()
                                .getResource("acme/x/text.txt")
                                .openStream()
                                .readAllBytes(),
                        StandardCharsets.UTF_8));
        assertSame(main, layer.loader().loadClass("acme.x.Main"));
    }

    @Test
    @DisplayName("and replaced since is not: what is loaded works, what is not fails with the reason")
    void replaced() throws Exception {
        moveTo(jar, plugin("three").bytes());

        assertEquals("works", Layers.call(main, "loaded"));
        ClassNotFoundException failure =
                assertThrows(ClassNotFoundException.class, () -> layer.loader().loadClass("acme.x.Late"));
        ChangedArtifactException reason = assertInstanceOf(ChangedArtifactException.class, failure.getCause());
        String message = reason.getMessage();
        assertTrue(message.startsWith(jar + " of module acme.x has changed since it was opened (was "), message);
        assertTrue(message.endsWith(CURE), message);
        assertEquals("acme.x.Late: cannot be read from module acme.x: " + message, failure.getMessage());
        NoClassDefFoundError error =
                assertThrows(NoClassDefFoundError.class, () -> Class.forName(layer.module(), "acme.x.Late"));
        assertEquals(failure.getMessage(), error.getMessage());
        assertNull(layer.loader().getResource("acme/x/text.txt"));
        assertEquals(List.of(message), log, "logged once, because not every reader gets a failure");
    }

    @Test
    @DisplayName("and replaced by a copy of itself is not either")
    void replacedByACopy() throws IOException {
        assumeTrue(Fingerprint.of(jar).key() != null);
        FileTime modified = Files.getLastModifiedTime(jar);
        moveTo(jar, Files.readAllBytes(jar));
        Files.setLastModifiedTime(jar, modified);

        assertEquals(
                jar + " of module acme.x has changed since it was opened (same size and time, but another file)" + CURE,
                failure());
    }

    @Test
    @DisplayName("and deleted since is said to be gone")
    void deleted() throws IOException {
        Files.delete(jar);

        assertEquals(jar + " of module acme.x is gone since it was opened" + CURE, failure());
    }

    @Test
    @DisplayName("fails from then on, even if the file is put back")
    void failsForGood() throws IOException {
        Path aside = Files.move(jar, directory.resolve("aside"));
        String first = failure();
        Files.move(aside, jar);

        assertEquals(first, failure());
        assertFalse(layer.artifacts().intact());
    }

    @Test
    @DisplayName("fails each reader anew, and keeps no exception, as its stack would keep classes")
    @SuppressWarnings("ThreadPriorityCheck") // lets the collector's threads work
    void keepsNoException() throws IOException {
        Files.delete(jar);
        WeakReference<Throwable> first = new WeakReference<>(thrown());
        WeakReference<Throwable> second = new WeakReference<>(thrown());

        for (int i = 0; i < 50 && !(first.refersTo(null) && second.refersTo(null)); i++) {
            System.gc();
            Thread.yield();
        }
        assertTrue(first.refersTo(null), "the first reader's");
        assertTrue(second.refersTo(null), "the second reader's");
        assertNull(thrown().getCause());
    }

    @Test
    @DisplayName("is found out to have been written to in place, though it has kept its size and time")
    void writtenInPlace() throws IOException {
        writeInPlace(plugin("two").bytes());

        String other = jar + " of module acme.x has changed since it was opened"
                + " (same file, size and time, but other contents)" + CURE;
        assertEquals(other, failure());
        assertEquals(other, failure());
        assertEquals(0, OpenFiles.below(directory));
    }

    @Test
    @DisplayName("is found out to have become no jar at all, though it has kept its size and time")
    void garbageInPlace() throws IOException {
        writeInPlace(new byte[(int) Files.size(jar)]);

        ChangedArtifactException thrown = assertThrows(
                ChangedArtifactException.class,
                () -> layer.artifacts().modules.get(0).url("acme/x/text.txt"));
        assertTrue(thrown.getMessage().contains("other contents"), thrown::getMessage);
        assertNotNull(thrown.getCause());
        assertEquals(thrown.getMessage(), failure());
    }

    @Test
    @DisplayName("and is closed for good is not opened again")
    void closed() throws IOException {
        layer.close();

        assertThrows(ClassNotFoundException.class, () -> layer.loader().loadClass("acme.x.Late"));
        assertEquals(0, OpenFiles.below(directory));
        assertEquals(0, budget.count());
    }

    @Test
    @DisplayName("and was replaced before that stays open, and gives a connection no jar of another file")
    void replacedWhileOpen() throws Exception {
        assertEquals("late", Layers.call(main, "unloaded"));
        moveTo(jar, plugin("three").bytes());
        budget.closeIdle();
        assertEquals(1, OpenFiles.below(directory));

        JarURLConnection connection =
                (JarURLConnection) layer.loader().getResource("acme/x/text.txt").openConnection();
        assertEquals("one", new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertThrows(ChangedArtifactException.class, connection::getJarFile);
        assertEquals(1, OpenFiles.below(directory));
    }
}
