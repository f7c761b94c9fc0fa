package dev.pluginhost.modules.index;

import dev.pluginhost.modules.scan.LibraryDeclaration;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Modifier;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the artifacts of a source, for one scan of it: what an earlier scan found, and what this one finds.
 * An artifact that this scan does not meet is not kept. For use by one thread.
 *
 * <p>As a file: magic, format, source, Java, entries, checksum. It is read whole or not at all. Whatever its bytes are, reading
 * it takes no more memory than a small multiple of them, and fails only with an {@link IOException}.
 */
public final class Index {

    /** The letters "plugindx". */
    private static final long MAGIC = 0x706c_7567_696e_6478L;

    /** Another number for each change of what a declaration is in a file. */
    public static final int FORMAT = 10;

    private static final int CHECKSUM_SIZE = Integer.BYTES;

    /**
     * What an artifact declares, by its path in the source.
     *
     * @param looks its fingerprints as they were before it was read; it declares the same as long as they are the same
     * @param moduleInfo its {@code module-info.class}; empty if it has none that can be used
     * @param plain as in {@code ModuleArtifact}
     */
    @SuppressWarnings("ArrayRecordComponent") // neither changed nor compared
    public record Declaration(
            String name, String looks, ModuleDescriptor descriptor, byte[] moduleInfo, long contents, boolean plain) {}

    /** The source in words; null if the index is not saved. */
    final @Nullable String source;

    private final Map<String, Declaration> before;
    private final Map<String, Declaration> now = new LinkedHashMap<>();
    private boolean asked;
    private boolean kept;
    private boolean noted;

    Index(@Nullable String source, Map<String, Declaration> before) {
        this.source = source;
        this.before = before;
    }

    /** Whether it can learn anything. */
    public boolean isSaved() {
        return source != null;
    }

    /** What it knew before this scan. */
    public Collection<Declaration> known() {
        return Collections.unmodifiableCollection(before.values());
    }

    /** What an artifact was found to declare, if it looked the same then; null if that is not known. */
    public @Nullable Declaration find(String name, String looks) {
        asked = true;
        Declaration entry = before.get(name);
        return entry == null || !entry.looks().equals(looks) ? null : entry;
    }

    /** Keeps an entry of the earlier scan, as it is still true. */
    public void keep(Declaration entry) {
        kept = true;
        now.put(entry.name(), entry);
    }

    /**
     * Notes what this scan has read; without effect if the index could not give it back as it is.
     *
     * @param exact whether that need not be tried: the descriptor was read as the index reads it
     */
    public void note(Declaration entry, boolean exact) {
        if (source != null && (exact || canHold(entry))) {
            noted = true;
            now.put(entry.name(), entry);
        }
    }

    /** The entry of this scan for an artifact; null if there is none. */
    public @Nullable Declaration kept(String name) {
        return now.get(name);
    }

    /** Whether there were entries before, and this scan has found none of them to be true. */
    boolean fitsNothing() {
        return asked && !kept && !before.isEmpty();
    }

    boolean hasChanged() {
        return noted || now.size() != before.size();
    }

    /** Whether something is not there any more that was not in the source but unpacked from a file of it. */
    public boolean hasLostUnpacked() {
        for (String name : before.keySet()) {
            if (!now.containsKey(name) && Path.of(name).isAbsolute()) {
                return true;
            }
        }
        return false;
    }

    Collection<Declaration> entries() {
        return now.values();
    }

    /** The Java that reads the artifacts, with its settings: it decides what of a jar counts, and how names are derived. */
    public static String java() {
        StringBuilder java = new StringBuilder(Runtime.version().toString());
        for (String name : new TreeSet<>(System.getProperties().stringPropertyNames())) {
            if (name.startsWith("jdk.util.jar.") || name.startsWith("jdk.util.zip.")) {
                java.append(' ').append(name).append('=').append(System.getProperty(name));
            }
        }
        return java.toString();
    }

    /** Equal entries give equal bytes; {@code source} is the source in words. */
    static byte[] bytes(String source, Collection<Declaration> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(MAGIC);
        out.writeInt(FORMAT);
        writeTexts(List.of(source, java()), out);
        out.writeInt(entries.size());
        for (Declaration entry : entries) {
            write(entry, out);
        }
        return withChecksum(bytes);
    }

    /** The bytes with the checksum that ends a file. */
    public static byte[] withChecksum(ByteArrayOutputStream bytes) throws IOException {
        new DataOutputStream(bytes).writeInt(checksum(bytes.toByteArray(), bytes.size()));
        return bytes.toByteArray();
    }

    /** Where the checksum of a file begins that is whole; fails if it is not. */
    public static int end(byte[] bytes) throws IOException {
        int end = bytes.length - CHECKSUM_SIZE;
        if (end < 0 || checksum(bytes, end) != ByteBuffer.wrap(bytes).getInt(end)) {
            throw new IOException("the index is cut off or damaged");
        }
        return end;
    }

    public static void write(Declaration entry, DataOutputStream out) throws IOException {
        ModuleDescriptor descriptor = entry.descriptor();
        out.writeUTF(entry.name());
        out.writeUTF(entry.looks());
        out.writeLong(entry.contents());
        out.writeBoolean(entry.plain());
        writeTexts(new TreeSet<>(descriptor.packages()), out);
        out.writeInt(entry.moduleInfo().length);
        out.write(entry.moduleInfo());
        if (entry.moduleInfo().length == 0) {
            Set<String> modifiers = new TreeSet<>();
            for (Modifier modifier : descriptor.modifiers()) {
                modifiers.add(modifier.name());
            }
            writeTexts(modifiers, out);
            out.writeUTF(descriptor.name());
            writeTexts(descriptor.rawVersion().stream().toList(), out);
            writeTexts(descriptor.mainClass().stream().toList(), out);
            out.writeInt(descriptor.provides().size());
            for (Provides provides : new TreeSet<>(descriptor.provides())) {
                out.writeUTF(provides.service());
                writeTexts(provides.providers(), out);
            }
        }
    }

    public static void writeTexts(Collection<String> texts, DataOutputStream out) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            out.writeUTF(text);
        }
    }

    /** The entries in a file, by name; fails if it is no index, not the one of this source and Java, or damaged. */
    static Map<String, Declaration> entries(String source, byte[] bytes) throws IOException {
        int end = end(bytes);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, end));
        if (in.readLong() != MAGIC || in.readInt() != FORMAT) {
            throw new IOException("it is no index of this format");
        }
        if (!readTexts(in).equals(List.of(source, java()))) {
            throw new IOException("the index is for another source or another Java, or for other settings of it");
        }
        Map<String, Declaration> entries = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            Declaration entry = read(in);
            entries.put(entry.name(), entry);
        }
        if (in.available() > 0) {
            throw new IOException("the index has " + in.available() + " bytes too many");
        }
        return entries;
    }

    /** Not a lambda, as each costs time before the first import. */
    private record Packages(Set<String> names) implements Supplier<Set<String>> {
        @Override
        public Set<String> get() {
            return names;
        }
    }

    /** A declaration as it was read from a file, without the mark of a library that is no module. */
    public static ModuleDescriptor real(ModuleDescriptor read) {
        return read.modifiers().contains(Modifier.MANDATED) ? LibraryDeclaration.unmarked(read) : read;
    }

    public static Declaration read(DataInputStream in) throws IOException {
        String name = in.readUTF();
        String looks = in.readUTF();
        long contents = in.readLong();
        boolean plain = in.readBoolean();
        Set<String> packages = new HashSet<>(readTexts(in));
        try {
            byte[] moduleInfo = in.readNBytes(in.readInt());
            ModuleDescriptor descriptor = moduleInfo.length > 0
                    ? real(ModuleDescriptor.read(ByteBuffer.wrap(moduleInfo), new Packages(packages)))
                    : readDerived(packages, in);
            return new Declaration(name, looks, descriptor, moduleInfo, contents, plain);
        } catch (RuntimeException e) { // whatever the JDK throws if it refuses a declaration
            throw new IOException("the index holds what is no declaration", e);
        }
    }

    /** Of an automatic module, or of a library that is no module. */
    private static ModuleDescriptor readDerived(Set<String> packages, DataInputStream in) throws IOException {
        Set<Modifier> modifiers = new HashSet<>();
        for (String modifier : readTexts(in)) {
            modifiers.add(Modifier.valueOf(modifier));
        }
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(in.readUTF(), modifiers);
        builder.packages(packages);
        for (String version : readTexts(in)) {
            builder.version(version);
        }
        for (String mainClass : readTexts(in)) {
            builder.mainClass(mainClass);
        }
        for (int left = in.readInt(); left > 0; left--) {
            builder.provides(in.readUTF(), readTexts(in));
        }
        return builder.build();
    }

    public static List<String> readTexts(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            texts.add(in.readUTF());
        }
        return texts;
    }

    /** Whether an entry that is written is read as what it is. */
    static boolean canHold(Declaration entry) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            write(entry, new DataOutputStream(bytes));
            Declaration read = read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
            return read.descriptor().equals(entry.descriptor());
        } catch (IOException e) {
            return false; // it is read from its file each time
        }
    }

    private static int checksum(byte[] bytes, int end) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, end);
        return (int) checksum.getValue();
    }
}
