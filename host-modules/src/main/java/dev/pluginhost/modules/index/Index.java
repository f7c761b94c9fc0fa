package dev.pluginhost.modules.index;

import dev.pluginhost.modules.scan.LibraryDeclaration;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Modifier;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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
import org.jspecify.annotations.Nullable;

/**
 * What is known of the artifacts of a source, for one scan of it: what an earlier scan found, and what this one finds.
 * An artifact that this scan does not meet is not kept. For use by one thread.
 *
 * <p>As a file ({@link KeptBytes}): source, Java, entries.
 */
public final class Index {

    /** The letters "plugindx". */
    private static final long MAGIC = 0x706c_7567_696e_6478L;

    /** Another number for each change of what a declaration is in a file. */
    public static final int FORMAT = 11;

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

    /** Notes what this scan has read. */
    public void note(Declaration entry) {
        if (source != null) {
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
        DataOutputStream out = KeptBytes.begin(MAGIC, FORMAT, bytes);
        KeptBytes.writeTexts(List.of(source, java()), out);
        out.writeInt(entries.size());
        for (Declaration entry : entries) {
            write(entry, out);
        }
        return KeptBytes.end(bytes);
    }

    public static void write(Declaration entry, DataOutputStream out) throws IOException {
        ModuleDescriptor descriptor = entry.descriptor();
        KeptBytes.writeText(entry.name(), out);
        KeptBytes.writeText(entry.looks(), out);
        out.writeLong(entry.contents());
        out.writeBoolean(entry.plain());
        KeptBytes.writeTexts(new TreeSet<>(descriptor.packages()), out);
        KeptBytes.write(entry.moduleInfo(), out);
        if (entry.moduleInfo().length == 0) {
            Set<String> modifiers = new TreeSet<>();
            for (Modifier modifier : descriptor.modifiers()) {
                modifiers.add(modifier.name());
            }
            KeptBytes.writeTexts(modifiers, out);
            KeptBytes.writeText(descriptor.name(), out);
            KeptBytes.writeTexts(descriptor.rawVersion().stream().toList(), out);
            KeptBytes.writeTexts(descriptor.mainClass().stream().toList(), out);
            out.writeInt(descriptor.provides().size());
            for (Provides provides : new TreeSet<>(descriptor.provides())) {
                KeptBytes.writeText(provides.service(), out);
                KeptBytes.writeTexts(provides.providers(), out);
            }
        }
    }

    /** The entries in a file, by name; fails if it is no index, not the one of this source and Java, or damaged. */
    static Map<String, Declaration> entries(String source, byte[] bytes) throws IOException {
        DataInputStream in = KeptBytes.open(MAGIC, FORMAT, bytes);
        if (!KeptBytes.readTexts(in).equals(List.of(source, java()))) {
            throw new IOException("it is for another source or another Java, or for other settings of it");
        }
        Map<String, Declaration> entries = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            Declaration entry = read(in);
            entries.put(entry.name(), entry);
        }
        if (in.available() > 0) {
            throw new IOException("it has " + in.available() + " bytes too many");
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
        String name = KeptBytes.readText(in);
        String looks = KeptBytes.readText(in);
        long contents = in.readLong();
        boolean plain = in.readBoolean();
        Set<String> packages = new HashSet<>(KeptBytes.readTexts(in));
        byte[] moduleInfo = KeptBytes.read(in);
        try {
            ModuleDescriptor descriptor = moduleInfo.length > 0
                    ? real(ModuleDescriptor.read(ByteBuffer.wrap(moduleInfo), new Packages(packages)))
                    : readDerived(packages, in);
            return new Declaration(name, looks, descriptor, moduleInfo, contents, plain);
        } catch (RuntimeException e) { // whatever the JDK throws if it refuses a declaration
            throw new IOException("it holds what is no declaration", e);
        }
    }

    /** Of an automatic module, or of a library that is no module. */
    private static ModuleDescriptor readDerived(Set<String> packages, DataInputStream in) throws IOException {
        Set<Modifier> modifiers = new HashSet<>();
        for (String modifier : KeptBytes.readTexts(in)) {
            modifiers.add(Modifier.valueOf(modifier));
        }
        ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(KeptBytes.readText(in), modifiers);
        builder.packages(packages);
        for (String version : KeptBytes.readTexts(in)) {
            builder.version(version);
        }
        for (String mainClass : KeptBytes.readTexts(in)) {
            builder.mainClass(mainClass);
        }
        for (int left = in.readInt(); left > 0; left--) {
            builder.provides(KeptBytes.readText(in), KeptBytes.readTexts(in));
        }
        return builder.build();
    }
}
