package dev.pluginhost.modules.unpack;

import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.index.KeptBytes;
import dev.pluginhost.modules.scan.Fingerprint;
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

    private static final int FORMAT = 2;

    private static String words(Path zip) {
        return "zip " + zip;
    }

    static @Nullable Origin read(IndexStore store, Path zip) {
        Origin found = store.read(words(zip), Origin::decode);
        return found == null || !found.zip.equals(zip) ? null : found;
    }

    void keep(IndexStore store) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = KeptBytes.begin(MAGIC, FORMAT, bytes);
        out.writeBoolean(settled);
        out.writeLong(contents);
        KeptBytes.writeTexts(List.of(zip.toString(), looks, hash, name), out);
        KeptBytes.writeTexts(jars.keySet(), out);
        KeptBytes.writeTexts(jars.values(), out);
        KeptBytes.writeTexts(deeper, out);
        store.keep(words(zip), KeptBytes.end(bytes));
    }

    static Origin decode(byte[] bytes) throws IOException {
        DataInputStream in = KeptBytes.open(MAGIC, FORMAT, bytes);
        boolean settled = in.readBoolean();
        long contents = in.readLong();
        List<String> texts = KeptBytes.readTexts(in);
        List<String> names = KeptBytes.readTexts(in);
        List<String> looksOfJars = KeptBytes.readTexts(in);
        Map<String, String> jars = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            jars.put(names.get(i), looksOfJars.get(i));
        }
        return new Origin(
                Path.of(texts.get(0)),
                texts.get(1),
                settled,
                contents,
                texts.get(2),
                texts.get(3),
                jars,
                KeptBytes.readTexts(in));
    }

    /** The same with other fingerprints of the jars. */
    Origin with(Map<String, String> looksOfJars) {
        return new Origin(zip, looks, settled, contents, hash, name, looksOfJars, deeper);
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
