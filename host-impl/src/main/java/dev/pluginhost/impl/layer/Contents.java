package dev.pluginhost.impl.layer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * By what the contents of a jar are known again: two checksums of what its central directory says of every entry, in order:
 * name, CRC-32, both sizes and method. The data of the entries are not looked at. Immutable.
 *
 * <p>It is taken from the open {@link JarFile}, which has that directory in memory since it was opened. So it is of the very
 * bytes that are open, whatever has become of the file meanwhile, and costs neither input nor output.
 *
 * <p>Checksums do, as what they are made of is itself sums: who wants to pass one jar off for another, time and inode included,
 * could make entries with the same CRC-32. They are worth more than a digest in that they take none of the JDK's cryptography,
 * which would be loaded with every host, and opens files just when none can be opened.
 *
 * @param high the CRC-32C
 * @param low the CRC-32
 */
record Contents(long high, long low) {

    /** The contents of an open jar; throws an {@link IllegalStateException} if it is closed meanwhile. */
    static Contents of(JarFile jar) {
        CRC32C high = new CRC32C();
        CRC32 low = new CRC32();
        ByteBuffer numbers = ByteBuffer.allocate(3 * Long.BYTES + 2 * Integer.BYTES);
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            byte[] name = entry.getName().getBytes(StandardCharsets.UTF_8);
            numbers.clear();
            numbers.putLong(entry.getCrc());
            numbers.putLong(entry.getSize());
            numbers.putLong(entry.getCompressedSize());
            // with its length before it, no name can be taken for another name and numbers
            numbers.putInt(entry.getMethod()).putInt(name.length);
            high.update(numbers.array());
            high.update(name);
            low.update(numbers.array());
            low.update(name);
        }
        return new Contents(high.getValue(), low.getValue());
    }
}
