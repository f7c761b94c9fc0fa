package dev.pluginhost.impl.index;

import dev.pluginhost.impl.index.Index.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * The format of an index: magic, format, Java, source, entries, checksum. An index is read whole or not at all. Immutable.
 *
 * @param source the source in words: an index that was moved is not used for another source
 * @param java the Java that reads the artifacts, with its settings: it decides what of a jar counts, and how names are derived
 */
record IndexFile(String source, String java) {

    /** The letters "plugindx". */
    private static final long MAGIC = 0x706c_7567_696e_6478L;

    private static final int FORMAT = 4;
    private static final int HEAD_SIZE = Long.BYTES + Integer.BYTES;
    private static final int CHECKSUM_SIZE = Integer.BYTES;

    /** The index of a source, for the Java that runs. */
    static IndexFile of(String source) {
        StringBuilder java = new StringBuilder(Runtime.version().toString());
        for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
            if (name.startsWith("jdk.util.jar.") || name.startsWith("jdk.util.zip.")) {
                java.append(' ').append(name).append('=').append(System.getProperty(name));
            }
        }
        return new IndexFile(source, java.toString());
    }

    byte[] bytes(Collection<Entry> entries) throws IOException {
        IndexWriter out = new IndexWriter();
        out.text(java);
        out.text(source);
        out.entries(entries);
        byte[] values = out.bytes();
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_SIZE + values.length + CHECKSUM_SIZE);
        bytes.putLong(MAGIC).putInt(FORMAT).put(values);
        return bytes.putInt(checksum(bytes.slice(0, bytes.position()))).array();
    }

    /**
     * The entries in a file, by name, in no order.
     *
     * @throws IOException if it is no index, not this one, or damaged
     */
    Map<String, Entry> entries(ByteBuffer bytes) throws IOException {
        int end = bytes.limit() - CHECKSUM_SIZE;
        if (end < HEAD_SIZE) {
            throw new IOException("the index is cut off");
        }
        ByteBuffer content = bytes.slice(0, end);
        if (checksum(content.duplicate()) != bytes.getInt(end)) {
            throw new IOException("the index is damaged");
        }
        if (content.getLong() != MAGIC || content.getInt() != FORMAT) {
            throw new IOException("it is no index of this format");
        }
        IndexReader in = new IndexReader(content);
        if (!in.text().equals(java)) {
            throw new IOException("the index is for another Java, or other settings of it");
        }
        if (!in.text().equals(source)) {
            throw new IOException("the index is of another source");
        }
        Map<String, Entry> entries = new HashMap<>();
        for (Entry entry : in.entries()) {
            entries.put(entry.name(), entry);
        }
        return entries;
    }

    /** Whether an entry that is written is read as what it is. */
    static boolean canHold(Entry entry) {
        try {
            IndexWriter out = new IndexWriter();
            out.entries(List.of(entry));
            return new IndexReader(ByteBuffer.wrap(out.bytes())).entries().equals(List.of(entry));
        } catch (IOException e) {
            return false; // it is read from its file each time
        }
    }

    private static int checksum(ByteBuffer content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        return (int) checksum.getValue();
    }
}
