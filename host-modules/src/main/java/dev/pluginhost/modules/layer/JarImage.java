package dev.pluginhost.modules.layer;

import dev.pluginhost.modules.declaration.ModuleArtifact;
import dev.pluginhost.modules.scan.Contents;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * All bytes of a small jar, for the time of its import: most of its classes are loaded then, and the JDK would read the file four times for
 * each of them. It gives only what is whole and as usual; for all else, and for what is wrong, ask the open jar. Thread-safe.
 */
final class JarImage {

    /** A larger jar is not read as a whole. */
    static final long MOST = 1 << 17;

    /** The JDK allocates a buffer for each read of more bytes. */
    private static final int CHUNK = 1 << 13;

    private static final int END_SIZE = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ENTRY_SIZE = 46;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int HEADER_SIZE = 30;
    private static final int ENCRYPTED = 1;
    private static final int DEFLATED = 8;

    /** For all images: the one that was used last, unless a thread is using it. */
    private static final AtomicReference<@Nullable Inflater> IDLE = new AtomicReference<>();

    private final byte[] bytes;
    private final ByteBuffer numbers;

    /** Where the record of a name is in the central directory. Not changed after construction. */
    private final Map<String, Integer> records = new HashMap<>();

    private JarImage(byte[] bytes) {
        this.bytes = bytes;
        this.numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean isUsual;
        int end = bytes.length - END_SIZE;
        try {
            int left = number(end + 10);
            int at = numbers.getInt(end + 16);
            // Else the JDK may look for the directory at another place.
            boolean isEnd = numbers.getInt(end) == END_SIGNATURE
                    && number(end + 20) == 0
                    && at + numbers.getInt(end + 12) == end;
            for (; isEnd && left > 0 && numbers.getInt(at) == ENTRY_SIGNATURE; left--) {
                int length = number(at + 28);
                String name = new String(bytes, at + ENTRY_SIZE, length, StandardCharsets.ISO_8859_1);
                if (records.put(name, at) != null) {
                    break; // the JDK may mean the other one
                }
                at += ENTRY_SIZE + length + number(at + 30) + number(at + 32);
            }
            isUsual = isEnd && left == 0 && at == end;
        } catch (IndexOutOfBoundsException e) {
            isUsual = false;
        }
        if (!isUsual) {
            records.clear();
        }
    }

    /** Reads a jar; null if that fails, or its contents are not those that were discovered. */
    static @Nullable JarImage read(ModuleArtifact artifact) {
        byte[] bytes;
        try (RandomAccessFile file = new RandomAccessFile(artifact.file().toFile(), "r")) {
            bytes = new byte[(int) Math.min(file.length(), MOST)];
            for (int at = 0; at < bytes.length; at += CHUNK) {
                file.readFully(bytes, at, Math.min(CHUNK, bytes.length - at));
            }
        } catch (IOException e) {
            return null;
        }
        return Contents.ofJar(bytes) == artifact.contents() ? new JarImage(bytes) : null;
    }

    private int number(int at) {
        return numbers.getShort(at) & 0xffff;
    }

    /** The bytes of an entry; null if there is none, or it is not as usual. */
    byte @Nullable [] entry(String name) {
        Integer at = records.get(name);
        if (at == null || name.endsWith("/")) {
            return null;
        }
        try {
            return entry(at);
        } catch (DataFormatException | RuntimeException wrong) { // an index, mostly; the open jar says what it is
            return null;
        }
    }

    private byte @Nullable [] entry(int record) throws DataFormatException {
        int compressed = numbers.getInt(record + 20);
        int size = numbers.getInt(record + 24);
        int method = number(record + 10);
        int header = numbers.getInt(record + 42);
        int data = header + HEADER_SIZE + number(header + 26) + number(header + 28);
        if (size < 0
                || size > MOST * 10
                || (number(record + 8) & ENCRYPTED) != 0
                || (method != DEFLATED && (method != 0 || size != compressed))) {
            return null;
        }
        byte[] content = new byte[size];
        if (method == 0) {
            System.arraycopy(bytes, data, content, 0, size);
        } else {
            Inflater last = IDLE.getAndSet(null);
            Inflater inflater = last != null ? last : new Inflater(true);
            try {
                inflater.setInput(bytes, data, compressed);
                if (inflater.inflate(content) != size || (!inflater.finished() && inflater.inflate(new byte[1]) != 0)) {
                    return null;
                }
            } finally {
                inflater.reset();
                Inflater other = IDLE.getAndSet(inflater);
                if (other != null) {
                    other.end();
                }
            }
        }
        CRC32 sum = new CRC32();
        sum.update(content, 0, size);
        return (int) sum.getValue() == numbers.getInt(record + 16) ? content : null;
    }
}
