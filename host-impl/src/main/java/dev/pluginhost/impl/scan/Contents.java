package dev.pluginhost.impl.scan;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * By what the contents of an artifact are known again, whatever its {@link Fingerprint}. For a jar it is a checksum of
 * its central directory, which has the name, sizes and CRC-32 of each entry; for an exploded module, a checksum of its
 * declaration. Stateless.
 *
 * <p>The bytes are those on disk. {@link java.util.jar.JarFile} does not do: the JDK keeps the directory that it has
 * read for all JarFiles of the same file, and knows that file by its time and inode. Checksums need none of the
 * JDK's cryptography.
 */
public final class Contents {

    private static final int BUFFER = 1 << 13;

    /** The record that ends a zip file, without its comment. */
    private static final int END_SIZE = 22;

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LARGEST_COMMENT = 0xffff;

    /** The two records between the directory and the end of a zip file that has sizes of 64 bits. */
    private static final int LARGE_RECORDS = 56 + 20;

    private static final long NEEDS_64_BITS = 0xffffffffL;

    private Contents() {}

    /**
     * Reads the contents of a jar: all from its central directory to its end. For a file without such a directory, it
     * reads the last 64 KiB; opening that file tells what is wrong with it. The file is open meanwhile.
     */
    public static long ofJar(Path jar) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
            file.seek(directory(file));
            CRC32C high = new CRC32C();
            CRC32 low = new CRC32();
            byte[] buffer = new byte[BUFFER];
            for (int count = file.read(buffer); count > 0; count = file.read(buffer)) {
                high.update(buffer, 0, count);
                low.update(buffer, 0, count);
            }
            return high.getValue() << Integer.SIZE | low.getValue();
        }
    }

    /** Reads the contents of an exploded module: its {@code module-info.class}. */
    public static long ofDeclaration(Path moduleInfo) throws IOException {
        return of(ReadLimits.moduleInfo(moduleInfo));
    }

    /** A checksum of 64 bits. */
    public static long of(byte[] bytes) {
        CRC32C high = new CRC32C();
        high.update(bytes);
        CRC32 low = new CRC32();
        low.update(bytes);
        return high.getValue() << Integer.SIZE | low.getValue();
    }

    /** Where the central directory begins, or a little before; where the last 64 KiB begin, if there is none. */
    private static long directory(RandomAccessFile file) throws IOException {
        long length = file.length();
        int tailSize = (int) Math.min(length, END_SIZE);
        ByteBuffer tail = tail(file, length, tailSize);
        if (!isEnd(tail, 0)) { // mostly there is no comment
            tailSize = (int) Math.min(length, END_SIZE + LARGEST_COMMENT);
            tail = tail(file, length, tailSize);
        }
        for (int at = tailSize - END_SIZE; at >= 0; at--) {
            if (isEnd(tail, at)) {
                long size = tail.getInt(at + 12) & NEEDS_64_BITS;
                long end = length - tailSize + at;
                return size == NEEDS_64_BITS ? 0 : Math.max(0, end - LARGE_RECORDS - size);
            }
        }
        return length - tailSize;
    }

    /** An end record is followed by a comment that is as long as it says, and nothing else. */
    private static boolean isEnd(ByteBuffer tail, int at) {
        return tail.limit() - at >= END_SIZE
                && tail.getInt(at) == END_SIGNATURE
                && (tail.getShort(at + END_SIZE - 2) & 0xffff) == tail.limit() - at - END_SIZE;
    }

    private static ByteBuffer tail(RandomAccessFile file, long length, int count) throws IOException {
        byte[] bytes = new byte[count];
        file.seek(length - count);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
