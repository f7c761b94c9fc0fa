package dev.pluginhost.modules.unpack;

import dev.pluginhost.modules.index.Index;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.Fingerprint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which zip file a bundle was unpacked from, and how its jars look since. Kept beside the bundle, so that a later start does not read the
 * zip file.
 *
 * @param looks the fingerprint of the zip file before it was read
 * @param settled whether a later change of it shows in its fingerprint
 * @param contents a checksum of its central directory
 * @param hash the name of the directory that it was unpacked to
 * @param name the name of the bundle, which is that of the directory of the jars
 * @param jars the fingerprints of the jars by their file names, sorted
 * @param deeper the names of some entries that were not unpacked
 */
record Origin(
        Path zip,
        String looks,
        boolean settled,
        long contents,
        String hash,
        String name,
        Map<String, String> jars,
        List<String> deeper) {

    /** The letters "pluginzp". */
    private static final long MAGIC = 0x706c_7567_696e_7a70L;

    private static final int FORMAT = 1;

    private static String words(Path zip) {
        return "zip " + zip;
    }

    static @Nullable Origin read(IndexStore store, Path zip) {
        Origin found = store.read(words(zip), Origin::decode);
        return found == null || !found.zip.equals(zip) ? null : found;
    }

    void keep(IndexStore store) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(MAGIC);
        out.writeInt(FORMAT);
        out.writeUTF(zip.toString());
        out.writeUTF(looks);
        out.writeBoolean(settled);
        out.writeLong(contents);
        out.writeUTF(hash);
        out.writeUTF(name);
        Index.writeTexts(jars.keySet(), out);
        Index.writeTexts(jars.values(), out);
        Index.writeTexts(deeper, out);
        store.keep(words(zip), Index.withChecksum(bytes));
    }

    static Origin decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, Index.end(bytes)));
        if (in.readLong() != MAGIC || in.readInt() != FORMAT) {
            throw new IOException("it is no origin of this format");
        }
        Path zip = Path.of(in.readUTF());
        String looks = in.readUTF();
        boolean settled = in.readBoolean();
        long contents = in.readLong();
        String hash = in.readUTF();
        String name = in.readUTF();
        List<String> names = Index.readTexts(in);
        List<String> looksOfJars = Index.readTexts(in);
        Map<String, String> jars = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            jars.put(names.get(i), looksOfJars.get(i));
        }
        return new Origin(zip, looks, settled, contents, hash, name, jars, Index.readTexts(in));
    }

    /** Whether the zip file still looks the same; true also if that cannot be known. */
    boolean isInstalled() {
        try {
            return Fingerprint.of(zip).text().equals(looks);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
