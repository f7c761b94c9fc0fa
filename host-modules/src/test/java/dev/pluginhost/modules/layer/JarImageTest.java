package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.Contents;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The image of a small jar")
class JarImageTest {

    private static final String TYPE = "acme/Any.class";

    @TempDir
    Path directory;

    private Path jar;
    private ModuleArtifact artifact;

    @BeforeEach
    void build() {
        jar = PluginSource.module("acme")
                .source("acme.Any", "public class Any {}")
                .resource("empty.txt", "")
                .resource("other.txt", "other")
                .jar(directory);
        artifact = Layers.artifact(jar);
    }

    private JarImage image() {
        JarImage image = JarImage.read(artifact);
        assertNotNull(image);
        return image;
    }

    /** An image of a file that was discovered as it is now. */
    private JarImage changed(byte[] bytes) throws IOException {
        Files.write(jar, bytes);
        artifact = new ModuleArtifact(
                artifact.descriptor(), jar, false, artifact.fingerprint(), Contents.ofJar(jar), true);
        return image();
    }

    private OpenArtifacts opened(boolean forImport) throws IOException {
        return OpenArtifacts.open(Layers.candidate(jar), new JarFiles(1, message -> {}), forImport);
    }

    private static int find(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    @DisplayName("has the bytes of each entry that the JDK reads")
    void sameAsJdk() throws IOException {
        JarImage image = image();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>)
                    () -> zip.stream().map(each -> (ZipEntry) each).iterator()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    if (!entry.isDirectory()) {
                        assertArrayEquals(in.readAllBytes(), image.entry(entry.getName()), entry.getName());
                    }
                }
            }
        }
        assertNull(image.entry("acme/Other.class"));
    }

    @Test
    @DisplayName("has stored entries")
    void stored() throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            ZipEntry entry = new ZipEntry("a");
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(1);
            entry.setCrc(0xE8B7BE43L);
            out.putNextEntry(entry);
            out.write('a');
        }
        assertArrayEquals(new byte[] {'a'}, changed(Files.readAllBytes(jar)).entry("a"));
    }

    @Test
    @DisplayName("is none if the jar has other contents than were discovered, or is gone")
    void otherContents() throws IOException {
        byte[] bytes = Files.readAllBytes(jar);
        bytes[find(bytes, "PK\1\2") + 16]++;
        Files.write(jar, bytes);
        assertNull(JarImage.read(artifact));
        Files.delete(jar);
        assertNull(JarImage.read(artifact));
    }

    @Test
    @DisplayName("lacks an entry whose bytes do not have their checksum")
    void checksum() throws IOException {
        byte[] bytes = Files.readAllBytes(jar);
        int data = find(bytes, TYPE) + TYPE.length();
        bytes[data + 20] ^= 0x55;
        assertNull(changed(bytes).entry(TYPE));
    }

    @Test
    @DisplayName("lacks all entries if there are two of one name")
    void twins() throws IOException {
        String text = new String(Files.readAllBytes(jar), StandardCharsets.ISO_8859_1);
        byte[] twins = text.replace("empty.txt", "other.txt").getBytes(StandardCharsets.ISO_8859_1);
        assertNull(changed(twins).entry(TYPE));
    }

    @Test
    @DisplayName("lacks all entries if the JDK finds the directory at another place than the end record says")
    void prefixed() throws IOException {
        byte[] good = Files.readAllBytes(jar);
        int end = good.length - 22;
        // Two directories, to the first of which the last record leads.
        byte[] twice = Arrays.copyOf(good, end + good.length);
        System.arraycopy(good, 0, twice, end, good.length);
        try (ZipFile zip = new ZipFile(Files.write(jar, twice).toFile())) {
            assertNotNull(zip.getEntry(TYPE));
        }
        assertNull(changed(twice).entry(TYPE));
        byte[] prefixed = new byte[7 + good.length];
        System.arraycopy(good, 0, prefixed, 7, good.length);
        assertNull(changed(prefixed).entry(TYPE));
    }

    @Test
    @DisplayName("lacks all entries if the jar has a comment")
    void comment() throws IOException {
        byte[] good = Files.readAllBytes(jar);
        byte[] commented = Arrays.copyOf(good, good.length + 1);
        commented[good.length - 2] = 1;
        assertNull(changed(commented).entry(TYPE));
    }

    @Test
    @DisplayName("fails for no bytes, whatever they are")
    void anyBytes() throws IOException {
        byte[] good = Files.readAllBytes(jar);
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = good.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            JarImage image = changed(bytes);
            for (String name : List.of(TYPE, "empty.txt", "module-info.class")) {
                byte[] found = image.entry(name);
                assertTrue(found == null || found.length < good.length * 100);
            }
        }
        for (int length : new int[] {0, 1, 21, 22, 23, good.length - 1}) {
            assertNull(changed(Arrays.copyOf(good, length)).entry(TYPE));
        }
    }

    @Test
    @DisplayName("is used until the import is over")
    void untilImported() throws IOException {
        try (OpenArtifacts opened = opened(true)) {
            OpenModule module = opened.modules.get(0);
            Files.write(jar, new byte[(int) Files.size(jar)]);
            assertNotNull(module.classFile(TYPE));
            opened.imported();
            assertThrows(IOException.class, () -> module.classFile(TYPE));
        }
    }

    @Test
    @DisplayName("gives nothing after the close")
    void closed() throws IOException {
        OpenArtifacts opened = opened(true);
        opened.close();
        assertThrows(IOException.class, () -> opened.modules.get(0).classFile(TYPE));
    }
}
