package dev.pluginhost.modules.scan;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * By what the contents of an artifact are known again, whatever its {@link Fingerprint}. For a jar it is a checksum of the central directory,
 * which has the name, sizes and CRC-32 of each entry. For an exploded module it is one of the declaration. Stateless.
 */
public final class Contents {

    private static final int BUFFER = 1 << 13;

    /** The record that ends a zip file, without its comment. */
    private static final int END_SIZE = 22;

    private static final int END_SIGNATURE = 0x06054b50;

    /** The two records between the directory and the end of a zip file that has sizes of 64 bits. */
    private static final int LARGE_RECORDS = 56 + 20;

    /** What is read of the end of a jar whose directory is not looked for: it is larger than any directory. */
    private static final long MOST = 64 << 20;

    private static final long NEEDS_64_BITS = 0xffffffffL;

    private Contents() {}

    /**
     * Reads the contents of a jar: all from its central directory to its end. Not with a {@link java.util.jar.JarFile}: the JDK gives all of
     * one file the directory that it has read first, and knows that file by its time and inode.
     */
    public static long ofJar(Path jar) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
            byte[] buffer = new byte[BUFFER];
            long end = file.length() - END_SIZE;
            file.seek(Math.max(0, end));
            boolean whole = end >= 0 && file.read(buffer) == END_SIZE; // else the file is being written to
            file.seek(whole ? directory(end, ByteBuffer.wrap(buffer)) : 0);
            CRC32C high = new CRC32C();
            CRC32 low = new CRC32();
            for (int count = file.read(buffer); count > 0; count = file.read(buffer)) {
                high.update(buffer, 0, count);
                low.update(buffer, 0, count);
            }
            return high.getValue() << Integer.SIZE | low.getValue();
        }
    }

    /** The contents of a jar that has been read as a whole. */
    public static long ofJar(byte[] jar) {
        int end = jar.length - END_SIZE;
        return of(
                jar,
                end < 0
                        ? 0
                        : (int) directory(
                                end, ByteBuffer.wrap(jar, end, END_SIZE).slice()));
    }

    /** A checksum of 64 bits, without the JDK's cryptography. */
    public static long of(byte[] bytes) {
        return of(bytes, 0);
    }

    private static long of(byte[] bytes, int from) {
        CRC32C high = new CRC32C();
        high.update(bytes, from, bytes.length - from);
        CRC32 low = new CRC32();
        low.update(bytes, from, bytes.length - from);
        return high.getValue() << Integer.SIZE | low.getValue();
    }

    /** Where the central directory begins, or before; if the jar has a comment, which is rare, it is not looked for. */
    private static long directory(long end, ByteBuffer last) {
        ByteBuffer record = last.order(ByteOrder.LITTLE_ENDIAN);
        long size = record.getInt(12) & NEEDS_64_BITS;
        boolean atEnd = record.getInt(0) == END_SIGNATURE && record.getShort(20) == 0; // else a part of a comment
        return atEnd && size != NEEDS_64_BITS
                ? Math.max(0, end - LARGE_RECORDS - size)
                : Math.max(0, end + END_SIZE - MOST);
    }
}
