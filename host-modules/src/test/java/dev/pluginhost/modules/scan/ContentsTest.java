package dev.pluginhost.modules.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.pluginhost.testkit.PluginSource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The contents of a jar")
class ContentsTest {

    @TempDir
    Path directory;

    private String comment = "PK, that is, a comment" + "\0".repeat(200);

    @Test
    @DisplayName("are the same each time it is read")
    void same() throws IOException {
        Path jar = jar("one", "text.txt", "1");
        assertEquals(Contents.ofJar(jar), Contents.ofJar(jar));
    }

    @Test
    @DisplayName("differ where an entry has other bytes, though as many")
    void otherBytes() throws IOException {
        assertNotEquals(Contents.ofJar(jar("one", "text.txt", "1")), Contents.ofJar(jar("two", "text.txt", "2")));
    }

    @Test
    @DisplayName("differ where an entry has another name")
    void otherName() throws IOException {
        assertNotEquals(Contents.ofJar(jar("one", "text.txt", "1")), Contents.ofJar(jar("two", "next.txt", "1")));
    }

    @Test
    @DisplayName("differ where the first of many entries has other bytes, and the jar has a comment")
    void comment() throws IOException {
        assertNotEquals(Contents.ofJar(large("one", 2_000, "1")), Contents.ofJar(large("two", 2_000, "2")));
    }

    @Test
    @DisplayName("differ where the first of many entries has other bytes, and the comment ends like an empty jar")
    void commentLikeAnEnd() throws IOException {
        comment = "\0".repeat(200) + "PK\5\6" + "\0".repeat(16) + "\1\1";
        assertNotEquals(Contents.ofJar(large("one", 10, "1")), Contents.ofJar(large("two", 10, "2")));
    }

    @Test
    @DisplayName("are read from no more than the last 64 MiB, if the jar has a comment")
    void largePrefix() throws IOException {
        byte[] jar = Files.readAllBytes(large("one", 1, "1"));
        Path file = directory.resolve("file");
        long[] contents = new long[2];
        for (int i = 0; i < 2; i++) {
            try (RandomAccessFile prefixed = new RandomAccessFile(file.toFile(), "rw")) {
                prefixed.write(i);
                prefixed.seek(65 << 20);
                prefixed.write(jar);
            }
            contents[i] = Contents.ofJar(file);
        }
        assertEquals(contents[0], contents[1]);
    }

    @Test
    @DisplayName("differ where the first of more than 65,535 entries has other bytes")
    void sizesOf64Bits() throws IOException {
        assertNotEquals(Contents.ofJar(large("one", 66_000, "1")), Contents.ofJar(large("two", 66_000, "2")));
    }

    @Test
    @DisplayName("of a file that is no jar can be read too, whatever its length")
    void noJar() throws IOException {
        Path file = directory.resolve("file");
        for (int length : new int[] {0, 1, 21, 22, 23, 65_557, 65_558, 200_000}) {
            byte[] bytes = new byte[length];
            long zeros = Contents.ofJar(Files.write(file, bytes));
            if (length > 0) {
                Arrays.fill(bytes, (byte) 1);
                assertNotEquals(zeros, Contents.ofJar(Files.write(file, bytes)));
            }
        }
    }

    /** A jar of empty entries, with a comment, whose first entry has a text. */
    private Path large(String name, int entries, String text) throws IOException {
        Path jar = directory.resolve(name + ".jar");
        try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)))) {
            out.setComment(comment);
            out.putNextEntry(entry("first"));
            out.write(text.getBytes(StandardCharsets.UTF_8));
            for (int i = 1; i < entries; i++) {
                out.putNextEntry(entry("entry" + i));
            }
        }
        return jar;
    }

    private static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        return entry;
    }

    private Path jar(String place, String name, String text) {
        return PluginSource.module("acme").resource(name, text).jar(directory.resolve(place));
    }
}
