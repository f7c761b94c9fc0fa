package dev.pluginhost.modules.classpath;

import dev.pluginhost.modules.index.KeptBytes;
import dev.pluginhost.modules.scan.Contents;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a class path: all of its modules, or those that were found so far. As a file ({@link KeptBytes}): entries of the class
 * path, stamps, modules. Immutable.
 *
 * @param entries of the class path, in words; null if these are not known, and nothing is kept
 * @param stamps of the files that it was found in; null if it is not kept
 */
record KnownClassPath(
        @Nullable String entries,
        boolean complete,
        Map<String, Located> modules,
        @Nullable Map<String, String> stamps) {

    /** The letters "plugincp". */
    private static final long MAGIC = 0x706c_7567_696e_6370L;

    private static final int FORMAT = 2;

    /**
     * A module of the class path.
     *
     * @param declaration its {@code module-info.class}; empty if it is a plain jar
     * @param version of a plain jar; empty if there is none
     * @param packages of a plain jar; null before they are asked for
     */
    @SuppressWarnings("ArrayRecordComponent") // neither changed nor compared
    record Located(
            String name,
            String root,
            byte[] declaration,
            String version,
            @Nullable Set<String> packages) {

        boolean isPlain() {
            return declaration.length == 0;
        }

        /** A plain jar with its packages, or a declared module. */
        ModuleDescriptor descriptor() {
            if (!isPlain()) {
                return ModuleDescriptor.read(ByteBuffer.wrap(declaration));
            }
            ModuleDescriptor.Builder builder = ModuleDescriptor.newModule(name);
            if (!version.isEmpty()) {
                builder.version(version);
            }
            for (String each : packages == null ? Set.<String>of() : packages) {
                ClassPath.export(builder, each);
            }
            return builder.build();
        }
    }

    /** The same, and one more module. */
    KnownClassPath with(Located module, @Nullable Map<String, String> itsStamps) {
        Map<String, Located> all = new HashMap<>(modules);
        all.put(module.name(), module);
        return new KnownClassPath(entries, complete, all, itsStamps);
    }

    /** A checksum of what it depends on; zero if that is not known. */
    long sum() {
        return stamps == null ? 0 : Contents.of((entries + stamps).getBytes(StandardCharsets.UTF_8));
    }

    /** The content of its file. */
    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = KeptBytes.begin(MAGIC, FORMAT, bytes);
        KeptBytes.writeText(String.valueOf(entries), out);
        out.writeBoolean(complete);
        Map<String, String> files = stamps == null ? Map.of() : stamps;
        KeptBytes.writeTexts(files.keySet(), out);
        KeptBytes.writeTexts(files.values(), out);
        out.writeInt(modules.size());
        for (Located module : new TreeMap<>(modules).values()) {
            KeptBytes.writeTexts(List.of(module.name, module.root, module.version), out);
            KeptBytes.write(module.declaration, out);
            out.writeBoolean(module.packages != null);
            KeptBytes.writeTexts(module.packages == null ? Set.of() : module.packages, out);
        }
        return KeptBytes.end(bytes);
    }

    /** Reads its file; null if it is of another class path, or not true any more. */
    static @Nullable KnownClassPath read(byte[] bytes, String entries) throws IOException {
        DataInputStream in = KeptBytes.open(MAGIC, FORMAT, bytes);
        if (!KeptBytes.readText(in).equals(entries)) {
            return null;
        }
        boolean complete = in.readBoolean();
        List<String> files = KeptBytes.readTexts(in);
        List<String> looks = KeptBytes.readTexts(in);
        Map<String, String> stamps = new TreeMap<>();
        for (int i = 0; i < files.size(); i++) {
            stamps.put(files.get(i), looks.get(i));
        }
        if (!ClassPathStamps.areTrue(stamps)) {
            return null;
        }
        Map<String, Located> modules = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            List<String> texts = KeptBytes.readTexts(in);
            byte[] declaration = KeptBytes.read(in);
            boolean isDescribed = in.readBoolean();
            Set<String> packages = new TreeSet<>(KeptBytes.readTexts(in));
            modules.put(
                    texts.get(0),
                    new Located(texts.get(0), texts.get(1), declaration, texts.get(2), isDescribed ? packages : null));
        }
        return new KnownClassPath(entries, complete, modules, stamps);
    }
}
