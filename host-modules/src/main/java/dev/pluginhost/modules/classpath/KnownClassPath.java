package dev.pluginhost.modules.classpath;

import dev.pluginhost.modules.scan.Contents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a class path: all of its modules, or those that were found so far. As a file: format, entries of the class path, stamps,
 * modules, checksum. Immutable.
 *
 * @param entries of the class path, in words; null if these are not known, and nothing is kept
 * @param stamps of the files that it was found in; null if it is not kept
 */
record KnownClassPath(
        @Nullable String entries,
        boolean complete,
        Map<String, Located> modules,
        @Nullable Map<String, String> stamps) {

    private static final int FORMAT = 1;

    /** What a plain jar is not yet asked for. */
    private static final int NOT_DESCRIBED = -1;

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
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(FORMAT);
        write(String.valueOf(entries), out);
        out.writeBoolean(complete);
        Map<String, String> files = stamps == null ? Map.of() : stamps;
        out.writeInt(files.size());
        for (Map.Entry<String, String> file : files.entrySet()) {
            write(file.getKey(), out);
            write(file.getValue(), out);
        }
        out.writeInt(modules.size());
        for (Located module : new TreeMap<>(modules).values()) {
            write(module.name, out);
            write(module.root, out);
            out.writeInt(module.declaration.length);
            out.write(module.declaration);
            write(module.version, out);
            Collection<String> packages = module.packages;
            out.writeInt(packages == null ? NOT_DESCRIBED : packages.size());
            for (String each : packages == null ? Set.<String>of() : packages) {
                write(each, out);
            }
        }
        out.writeLong(Contents.of(bytes.toByteArray()));
        return bytes.toByteArray();
    }

    /** Reads its file; null if it is of another class path, or not true any more. */
    static @Nullable KnownClassPath read(byte[] bytes, String entries) throws IOException {
        int end = bytes.length - Long.BYTES;
        if (end < 0 || ByteBuffer.wrap(bytes).getLong(end) != Contents.of(Arrays.copyOf(bytes, end))) {
            throw new IOException("what is known of the class path is cut off or damaged");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, end));
        if (in.readInt() != FORMAT || !text(in).equals(entries)) {
            return null;
        }
        boolean complete = in.readBoolean();
        Map<String, String> stamps = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            stamps.put(text(in), text(in));
        }
        if (!ClassPathStamps.areTrue(stamps)) {
            return null;
        }
        Map<String, Located> modules = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            Located module = module(in);
            modules.put(module.name, module);
        }
        return new KnownClassPath(entries, complete, modules, stamps);
    }

    private static Located module(DataInputStream in) throws IOException {
        String name = text(in);
        String root = text(in);
        byte[] declaration = in.readNBytes(Math.max(0, in.readInt()));
        String version = text(in);
        int count = in.readInt();
        Set<String> packages = count == NOT_DESCRIBED ? null : new TreeSet<>();
        for (int left = count; left > 0 && packages != null; left--) {
            packages.add(text(in));
        }
        return new Located(name, root, declaration, version, packages);
    }

    /** Not {@link DataOutputStream#writeUTF}, as a class path may be longer. */
    private static void write(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > in.available()) {
            throw new IOException("a text has " + size + " bytes");
        }
        return new String(in.readNBytes(size), StandardCharsets.UTF_8);
    }
}
