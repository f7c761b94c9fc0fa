package dev.pluginhost.impl.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * The format of an index: what it is, of which format, for which Java and of which source; its entries; and a checksum of all
 * that. An index is read whole or not at all. Immutable.
 *
 * @param source the source in words: an index that was moved is none of any other source
 * @param java the Java that has read the artifacts, with its settings: it decides what of a jar counts, which jars it refuses, and
 *     how names are derived
 */
record IndexFile(String source, String java) {

    /** The letters "plugindx". */
    private static final long MAGIC = 0x706c_7567_696e_6478L;

    private static final int FORMAT = 3;

    /** Of what comes before the packed values: magic and format. */
    private static final int HEAD_SIZE = Long.BYTES + Integer.BYTES;

    private static final int CHECKSUM_SIZE = Integer.BYTES;

    /** Of a source, for the Java that runs. */
    static IndexFile of(String source) {
        return new IndexFile(source, thisJava());
    }

    /** The full version, and the settings of how it reads jars, in words. */
    private static String thisJava() {
        StringBuilder settings = new StringBuilder(Runtime.version().toString());
        for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
            if (name.startsWith("jdk.util.jar.") || name.startsWith("jdk.util.zip.")) {
                settings.append(' ').append(name).append('=').append(System.getProperty(name));
            }
        }
        return settings.toString();
    }

    byte[] bytes(Collection<Entry> entries) throws IOException {
        Packer out = new Packer();
        out.text(java);
        out.text(source);
        out.number(entries.size());
        for (Entry entry : entries) {
            pack(entry, out);
        }
        byte[] packed = out.bytes();
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_SIZE + packed.length + CHECKSUM_SIZE);
        bytes.putLong(MAGIC).putInt(FORMAT).put(packed);
        bytes.putInt(checksum(bytes.slice(0, bytes.position())));
        return bytes.array();
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
        Unpacker in = new Unpacker(content);
        if (!in.text().equals(java)) {
            throw new IOException("the index is for another Java, or other settings of it");
        }
        if (!in.text().equals(source)) {
            throw new IOException("the index is of another source");
        }
        DescriptorCodec codec = new DescriptorCodec();
        try {
            Map<String, Entry> entries = new HashMap<>();
            for (int left = in.count(); left > 0; left--) {
                Entry entry = unpack(in, codec);
                entries.put(entry.sighting().name(), entry);
            }
            in.expectEnd();
            return entries;
        } catch (RuntimeException e) {
            throw new IOException("the index holds what is no declaration", e);
        }
    }

    /** Whether an entry that is written will be read as what it is. */
    static boolean canHold(Entry entry) {
        try {
            Packer out = new Packer();
            pack(entry, out);
            return unpack(new Unpacker(ByteBuffer.wrap(out.bytes())), new DescriptorCodec())
                    .equals(entry);
        } catch (IOException | RuntimeException e) {
            return false; // it is read from its file each time
        }
    }

    private static void pack(Entry entry, Packer out) throws IOException {
        Sighting sighting = entry.sighting();
        Stamp stamp = sighting.stamp();
        out.text(sighting.name());
        out.number(stamp.size());
        pack(stamp.modified(), out);
        out.text(stamp.key());
        pack(stamp.changed(), out);
        out.texts(sighting.layout());
        out.number(entry.contents());
        DescriptorCodec.pack(entry.descriptor(), out);
    }

    private static void pack(Instant time, Packer out) throws IOException {
        out.number(time.getEpochSecond());
        out.number(time.getNano());
    }

    private static Entry unpack(Unpacker in, DescriptorCodec codec) throws IOException {
        String name = in.text();
        Stamp stamp = new Stamp(in.longNumber(), time(in), in.text(), time(in));
        Sighting sighting = new Sighting(name, stamp, in.texts());
        long contents = in.longNumber();
        return new Entry(sighting, codec.unpack(in), contents);
    }

    private static Instant time(Unpacker in) throws IOException {
        return Instant.ofEpochSecond(in.longNumber(), in.number());
    }

    private static int checksum(ByteBuffer content) {
        CRC32C checksum = new CRC32C();
        checksum.update(content);
        return (int) checksum.getValue();
    }
}
