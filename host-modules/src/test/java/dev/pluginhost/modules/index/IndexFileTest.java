package dev.pluginhost.modules.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.modules.index.Index.Declaration;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An index file")
class IndexFileTest {

    private static final Declaration ENTRY = new Declaration(
            "a.jar",
            "17 1577836800.123456789 (key)",
            ModuleDescriptor.newAutomaticModule("acme.a")
                    .version("1")
                    .packages(Set.of("acme.a"))
                    .build(),
            new byte[0],
            -17,
            true);

    private static final String SOURCE = "artifacts /plugins";

    @Test
    @DisplayName("holds what was put into it")
    void whole() throws IOException {
        Declaration read =
                Index.entries(SOURCE, Index.bytes(SOURCE, List.of(ENTRY))).get("a.jar");
        assertEquals(ENTRY.looks(), read.looks());
        assertEquals(ENTRY.descriptor(), read.descriptor());
        assertEquals(ENTRY.contents(), read.contents());
    }

    @Test
    @DisplayName("is refused if it is cut off anywhere, or has more than it should")
    void cutOff() throws IOException {
        byte[] bytes = Index.bytes(SOURCE, List.of(ENTRY));
        for (int length = 0; length < bytes.length; length++) {
            refused(Arrays.copyOf(bytes, length));
        }
        refused(Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Test
    @DisplayName("is refused if any byte of it is another one")
    void flipped() throws IOException {
        byte[] bytes = Index.bytes(SOURCE, List.of(ENTRY));
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] ^= 0x10;
            refused(bytes);
            bytes[at] ^= 0x10;
        }
        assertEquals(1, Index.entries(SOURCE, bytes).size());
    }

    @Test
    @DisplayName("with a checksum that fits does no harm either, whatever is in it")
    void hostile() throws IOException {
        byte[] bytes = Index.bytes(SOURCE, List.of(ENTRY));
        int end = bytes.length - Integer.BYTES;
        for (int at = 0; at < end; at++) {
            for (int value : new int[] {0, 1, 0x7f, 0xff}) {
                byte[] hostile = bytes.clone();
                hostile[at] = (byte) value;
                CRC32C checksum = new CRC32C();
                checksum.update(hostile, 0, end);
                ByteBuffer.wrap(hostile).putInt(end, (int) checksum.getValue());
                try {
                    Index.entries(SOURCE, hostile);
                } catch (IOException e) {
                    // refused, as any that is not whole
                }
            }
        }
    }

    @Test
    @DisplayName("of another Java, or of another source, is refused")
    void foreign() throws IOException {
        refused(Index.bytes("bundle /plugins", List.of(ENTRY)));
        System.setProperty("jdk.util.jar.test", "other");
        byte[] bytes;
        try {
            bytes = Index.bytes(SOURCE, List.of(ENTRY));
        } finally {
            System.clearProperty("jdk.util.jar.test");
        }
        refused(bytes);
    }

    @Test
    @DisplayName("of the format before is refused, as a declaration is another thing in it")
    void formatBefore() throws IOException {
        byte[] bytes = Index.bytes(SOURCE, List.of(ENTRY));
        int format = ByteBuffer.wrap(bytes).getInt(Long.BYTES);
        assertTrue(format > 9, "in format 9, other libraries were marked");
        ByteBuffer.wrap(bytes).putInt(Long.BYTES, format - 1);
        int end = bytes.length - Integer.BYTES;
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, end);
        ByteBuffer.wrap(bytes).putInt(end, (int) checksum.getValue());
        refused(bytes);
    }

    private void refused(byte[] bytes) {
        assertThrows(IOException.class, () -> Index.entries(SOURCE, bytes));
    }
}
