package dev.pluginhost.impl.discovery;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * By what the contents of an artifact are known again, whatever the file system says of its file: of a jar, two checksums of its
 * central directory, which has the name, sizes and CRC-32 of each entry; of an exploded module, those of its declaration. The
 * data of the entries are not read. Stateless.
 *
 * <p>The bytes are those on disk. A {@link java.util.jar.JarFile} would not do: the JDK shares the directory that it has read
 * among all that have the same file open, and knows that file by its time and inode alone.
 *
 * <p>Checksums do, as what they are made of is itself checksums: anybody who wants to pass one jar off for another could make
 * entries with the same CRC-32. They need none of the JDK's cryptography, which would be loaded with every host, and opens files
 * just when none can be opened.
 */
public final class Contents {

    private static final int BUFFER = 1 << 13;

    /** The record that ends a zip file, without its comment. */
    private static final int END_SIZE = 22;

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LARGEST_COMMENT = 0xffff;

    /** The record before it in a zip file with sizes of 64 bits, which says where the one with these sizes is. */
    private static final int LOCATOR_SIZE = 20;

    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LARGE_END_SIZE = 56;
    private static final long NEEDS_64_BITS = 0xffffffffL;
    private static final int NEEDS_32_BITS = 0xffff;

    private Contents() {}

    /**
     * Reads the contents of a jar: everything from its central directory to its end. A file that has no such directory has the
     * contents of its last 64 KiB; opening it tells what is wrong with it. The file is open meanwhile.
     */
    public static long ofJar(Path jar) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
            long length = file.length();
            file.seek(directory(file, length));
            CRC32C high = new CRC32C();
            CRC32 low = new CRC32();
            byte[] buffer = new byte[BUFFER];
            for (int count = file.read(buffer); count > 0; count = file.read(buffer)) {
                high.update(buffer, 0, count);
                low.update(buffer, 0, count);
            }
            return value(high, low);
        }
    }

    /** Reads the contents of an exploded module: its {@code module-info.class}. */
    public static long ofDeclaration(Path moduleInfo) throws IOException {
        byte[] bytes;
        try {
            bytes = ReadLimits.moduleInfo(moduleInfo);
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        }
        CRC32C high = new CRC32C();
        CRC32 low = new CRC32();
        high.update(bytes);
        low.update(bytes);
        return value(high, low);
    }

    private static long value(Checksum high, Checksum low) {
        return high.getValue() << Integer.SIZE | low.getValue();
    }

    /** Where the central directory begins; where the last 64 KiB do, if there is none. */
    private static long directory(RandomAccessFile file, long length) throws IOException {
        long earliest = Math.max(0, length - END_SIZE - LARGEST_COMMENT);
        long end = length - END_SIZE;
        if (end < 0) {
            return 0;
        }
        ByteBuffer record = read(file, end, END_SIZE);
        if (record.getInt(0) != END_SIGNATURE || record.getShort(END_SIZE - 2) != 0) {
            ByteBuffer tail = read(file, earliest, (int) (length - earliest));
            int at = tail.limit() - END_SIZE;
            while (at >= 0 && !isEnd(tail, at)) {
                at--;
            }
            if (at < 0) {
                return earliest;
            }
            end = earliest + at;
            record = tail.slice(at, END_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        }
        long size = record.getInt(12) & NEEDS_64_BITS;
        long offset = record.getInt(16) & NEEDS_64_BITS;
        int entries = record.getShort(10) & 0xffff;
        if (size == NEEDS_64_BITS || offset == NEEDS_64_BITS || entries == NEEDS_32_BITS) {
            return largeDirectory(file, end, Math.max(0, end - size));
        }
        return size <= end ? end - size : earliest;
    }

    /** An end record is followed by a comment that is as long as it says, and nothing else. */
    private static boolean isEnd(ByteBuffer tail, int at) {
        return tail.getInt(at) == END_SIGNATURE
                && (tail.getShort(at + END_SIZE - 2) & 0xffff) == tail.limit() - at - END_SIZE;
    }

    private static long largeDirectory(RandomAccessFile file, long end, long otherwise) throws IOException {
        long locator = end - LOCATOR_SIZE;
        if (locator < LARGE_END_SIZE) {
            return otherwise;
        }
        ByteBuffer record = read(file, locator, LOCATOR_SIZE);
        long large = record.getLong(8);
        if (record.getInt(0) != LOCATOR_SIGNATURE || large < 0 || large > locator - LARGE_END_SIZE) {
            return otherwise;
        }
        long size = read(file, large, LARGE_END_SIZE).getLong(40);
        return size >= 0 && size <= large ? large - size : otherwise;
    }

    private static ByteBuffer read(RandomAccessFile file, long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        file.seek(from);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
