package dev.pluginhost.modules.index;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * How a file is written that is kept from one run to the next: magic, format, content, checksum. It is read whole or not at all. Whatever
 * its bytes are, reading a text takes no more memory than they do, and fails only with an {@link IOException}. Stateless.
 */
public final class KeptBytes {

    private static final int CHECKSUM_SIZE = Integer.BYTES;

    private KeptBytes() {}

    /** A file to which the content is written next. */
    public static DataOutputStream begin(long magic, int format, ByteArrayOutputStream bytes) throws IOException {
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(magic);
        out.writeInt(format);
        return out;
    }

    /** The file, whose content has been written. */
    public static byte[] end(ByteArrayOutputStream bytes) throws IOException {
        new DataOutputStream(bytes).writeInt(checksum(bytes.toByteArray(), bytes.size()));
        return bytes.toByteArray();
    }

    /** The content of a file; fails if this is not whole, or another kind of file. */
    public static DataInputStream open(long magic, int format, byte[] bytes) throws IOException {
        if (!areWhole(bytes)) {
            throw new IOException("it is cut off or damaged");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, bytes.length - CHECKSUM_SIZE));
        if (in.readLong() != magic || in.readInt() != format) {
            throw new IOException("it is of another format");
        }
        return in;
    }

    /** Whether a file has the checksum that it ends with. */
    public static boolean areWhole(byte[] bytes) {
        int end = bytes.length - CHECKSUM_SIZE;
        return end >= 0 && checksum(bytes, end) == ByteBuffer.wrap(bytes).getInt(end);
    }

    /** Writes bytes, so that they can be read without knowing how many there are. */
    public static void write(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    public static byte[] read(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > in.available()) {
            throw new IOException("it has a part of " + size + " bytes");
        }
        byte[] bytes = new byte[size];
        in.readFully(bytes);
        return bytes;
    }

    /** Not {@link DataOutputStream#writeUTF}, as texts may be longer. */
    public static void writeText(String text, DataOutputStream out) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8), out);
    }

    public static String readText(DataInputStream in) throws IOException {
        return new String(read(in), StandardCharsets.UTF_8);
    }

    public static void writeTexts(Collection<String> texts, DataOutputStream out) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            writeText(text, out);
        }
    }

    public static List<String> readTexts(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static int checksum(byte[] bytes, int end) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, end);
        return (int) checksum.getValue();
    }
}
