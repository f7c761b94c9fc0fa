package dev.pluginhost.modules.unpack;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * What the central directory of a zip file says that a {@link java.util.zip.ZipFile} does not tell, or only after it has read all of it into
 * memory.
 *
 * @param entries how many there are, or one more than were to be counted
 * @param link the name of the first entry that is a symbolic link
 */
record ZipDirectory(int entries, @Nullable String link) {

    private static final int END_SIZE = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LOCATOR_SIZE = 20;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LARGE_END_SIZE = 56;
    private static final int LARGE_END_SIGNATURE = 0x06064b50;
    private static final int ENTRY_SIZE = 46;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int UNIX = 3;
    private static final int KIND = 0170000;
    private static final int LINK = 0120000;

    /** Reads it up to a number of entries; fails if there is none, as in a file that is not whole. */
    static ZipDirectory of(Path zip, int most) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "r")) {
            long end = seek(file);
            InputStream in = new BufferedInputStream(new FileInputStream(file.getFD()));
            return read(new DataInputStream(in), end - file.getFilePointer(), most);
        }
    }

    /** Goes to the beginning of the directory, and returns its end. */
    private static long seek(RandomAccessFile file) throws IOException {
        long length = file.length();
        int size = (int) Math.min(length, LOCATOR_SIZE + END_SIZE + LONGEST_COMMENT);
        byte[] bytes = new byte[size];
        file.seek(length - size);
        file.readFully(bytes);
        ByteBuffer last = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = size - END_SIZE; at >= 0; at--) {
            if (last.getInt(at) == END_SIGNATURE && at + END_SIZE + (last.getShort(at + 20) & 0xffff) == size) {
                long end = length - size + at;
                long directory = last.getInt(at + 12) & 0xffffffffL;
                if (at >= LOCATOR_SIZE && last.getInt(at - LOCATOR_SIZE) == LOCATOR_SIGNATURE) {
                    end -= LOCATOR_SIZE + LARGE_END_SIZE;
                    directory = largeDirectory(file, end);
                }
                if (directory < 0 || directory > end) {
                    throw new ZipException("its directory of " + directory + " bytes is not in it");
                }
                file.seek(end - directory);
                return end;
            }
        }
        throw new ZipException("it has no end");
    }

    private static long largeDirectory(RandomAccessFile file, long at) throws IOException {
        byte[] bytes = new byte[LARGE_END_SIZE];
        file.seek(Math.max(0, at));
        file.readFully(bytes);
        ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (at < 0 || record.getInt(0) != LARGE_END_SIGNATURE) {
            throw new ZipException("its end is not whole");
        }
        return record.getLong(40);
    }

    private static ZipDirectory read(DataInputStream in, long size, int most) throws IOException {
        int entries = 0;
        byte[] bytes = new byte[ENTRY_SIZE];
        ByteBuffer entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        String link = null;
        for (long left = size; left >= ENTRY_SIZE && entries <= most; entries++) {
            in.readFully(bytes);
            if (entry.getInt(0) != ENTRY_SIGNATURE) {
                throw new ZipException("its directory is damaged");
            }
            byte[] name = new byte[entry.getShort(28) & 0xffff];
            in.readFully(name);
            int rest = (entry.getShort(30) & 0xffff) + (entry.getShort(32) & 0xffff);
            in.skipNBytes(rest);
            left -= ENTRY_SIZE + name.length + rest;
            boolean isLink = (entry.getShort(4) & 0xffff) >> 8 == UNIX && (entry.getInt(38) >>> 16 & KIND) == LINK;
            if (isLink && link == null) {
                link = new String(name, StandardCharsets.UTF_8);
            }
        }
        return new ZipDirectory(entries, link);
    }
}
