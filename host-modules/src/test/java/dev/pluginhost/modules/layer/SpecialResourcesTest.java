package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A class or a resource that is no regular file, or is too large")
class SpecialResourcesTest {

    /** Only what is never answered takes so long: a pipe without a writer. */
    private static final Duration FOR_EVER = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final Layers layers = new Layers();

    @AfterEach
    void close() throws IOException {
        layers.close();
    }

    @Test
    @DisplayName("is not opened where a class of an exploded module is a pipe")
    void classIsAPipe() throws Exception {
        ClassLoader loader = loaderOfModuleWithPipe("acme/x/Pipe.class");
        ClassNotFoundException failure = assertTimeoutPreemptively(
                FOR_EVER, () -> assertThrows(ClassNotFoundException.class, () -> loader.loadClass("acme.x.Pipe")));
        assertTrue(
                String.valueOf(failure.getMessage()).endsWith("is neither a file nor a directory, and is not opened"),
                failure.getMessage());
        assertEquals("acme.x.First", loader.loadClass("acme.x.First").getName());
    }

    @Test
    @DisplayName("is not opened, nor found, where a resource of an exploded module is a pipe")
    void resourceIsAPipe() throws Exception {
        ClassLoader loader = loaderOfModuleWithPipe("acme/x/pipe.txt");
        assertTimeoutPreemptively(FOR_EVER, () -> {
            assertNull(loader.getResource("acme/x/pipe.txt"));
            assertNull(loader.getResourceAsStream("acme/x/pipe.txt"));
            Module module = loader.loadClass("acme.x.First").getModule();
            assertThrows(IOException.class, () -> module.getResourceAsStream("acme/x/pipe.txt"));
        });
    }

    @Test
    @DisplayName("is not read to its end where a class of a jar unpacks to more than a class file has")
    void classIsTooLarge() throws Exception {
        Path jar = PluginSource.module("acme.x")
                .source("acme.x.First", "public class First {}")
                .jar(directory);
        Path larger = directory.resolve("larger.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(larger));
                java.util.zip.ZipFile old = new java.util.zip.ZipFile(jar.toFile())) {
            for (ZipEntry entry : old.stream().toList()) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                old.getInputStream(entry).transferTo(zip);
            }
            zip.putNextEntry(new ZipEntry("acme/x/Large.class"));
            fill(zip, (64 << 20) + 1);
        }
        ClassLoader loader = layers.define(larger).loader();
        ClassNotFoundException failure =
                assertThrows(ClassNotFoundException.class, () -> loader.loadClass("acme.x.Large"));
        assertTrue(
                String.valueOf(failure.getMessage())
                        .endsWith("acme/x/Large.class has more than 67108864 bytes, which is more than is read"),
                failure.getMessage());
        assertEquals("acme.x.First", loader.loadClass("acme.x.First").getName());
    }

    private static void fill(OutputStream out, int size) throws IOException {
        byte[] piece = new byte[1 << 16];
        for (int written = 0; written < size; written += piece.length) {
            out.write(piece, 0, Math.min(piece.length, size - written));
        }
    }

    private ClassLoader loaderOfModuleWithPipe(String name) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "a shell that makes pipes");
        Path module = PluginSource.module("acme.x")
                .declares("opens acme.x")
                .source("acme.x.First", "public class First {}")
                .explodedIn(directory);
        Process process = new ProcessBuilder("/bin/sh", "-c", "mkfifo " + name)
                .directory(module.toFile())
                .inheritIO()
                .start();
        assertEquals(0, process.waitFor());
        return layers.define(module).loader();
    }
}
