package dev.pluginhost.impl.discovery;

import dev.pluginhost.impl.scan.ReadLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Finds the classes that the class files of a jar refer to, by the {@code CONSTANT_Class} entries of their constant pools (JVMS
 * 4.4). It guesses: what is named in descriptors or in texts alone is not found. Of one class file it reads 1 MiB, of a jar 64 MiB
 * after unpacking; what is beyond, or is no class file, is left out. Stateless.
 */
public final class ReferredClasses {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int CLASS_FILE = 1 << 20;
    private static final long ALL_CLASS_FILES = 64 << 20;

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;

    private ReferredClasses() {}

    /**
     * Reads a jar.
     *
     * @param packages those whose classes are looked for
     * @return the first class by name that the jar refers to, for each of the packages
     * @throws IOException if the jar cannot be read
     */
    public static SortedMap<String, String> of(Path jar, Set<String> packages) throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        if (!Entries.attributes(jar).isRegularFile()) {
            throw new IOException(jar + " is not a file");
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            long left = zip.size() > ReadLimits.ENTRIES ? 0 : ALL_CLASS_FILES;
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); left > 0 && entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".class")) {
                    left -= read(zip, entry, type -> {
                        String packageName = packageName(type);
                        if (packages.contains(packageName)) {
                            found.merge(packageName, type, (one, other) -> one.compareTo(other) < 0 ? one : other);
                        }
                    });
                }
            }
        } catch (IllegalArgumentException e) { // the name of an entry cannot be read
            throw new IOException(e.toString(), e);
        }
        return found;
    }

    private static int read(ZipFile zip, ZipEntry entry, Consumer<String> classes) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in == null ? new byte[0] : in.readNBytes(CLASS_FILE);
            try {
                read(ByteBuffer.wrap(bytes), classes);
            } catch (BufferUnderflowException | IllegalArgumentException e) {
                return bytes.length; // it is cut off, or no class file
            }
            return bytes.length;
        }
    }

    private static void read(ByteBuffer file, Consumer<String> classes) {
        if (file.getInt() != MAGIC) {
            return;
        }
        file.getInt(); // the version
        int count = Short.toUnsignedInt(file.getShort());
        Map<Integer, Integer> texts = new HashMap<>();
        int[] names = new int[count];
        int found = 0;
        for (int index = 1; index < count; index++) {
            int tag = file.get();
            if (tag == UTF8) {
                texts.put(index, file.position());
                skip(file, Short.toUnsignedInt(file.getShort()));
            } else if (tag == CLASS) {
                names[found++] = Short.toUnsignedInt(file.getShort());
            } else {
                skip(file, size(tag));
                if (tag == LONG || tag == DOUBLE) {
                    index++;
                }
            }
        }
        for (int i = 0; i < found; i++) {
            Integer at = texts.get(names[i]);
            if (at != null) {
                byte[] name = new byte[Short.toUnsignedInt(file.getShort(at))];
                file.position(at + Short.BYTES).get(name);
                classes.accept(className(new String(name, StandardCharsets.UTF_8)));
            }
        }
    }

    private static void skip(ByteBuffer file, int count) {
        file.position(file.position() + count);
    }

    private static int size(int tag) {
        return switch (tag) {
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case LONG, DOUBLE -> 8;
            case 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            default -> throw new IllegalArgumentException("no tag of a constant pool: " + tag);
        };
    }

    /** Of an array, that of its elements. */
    private static String className(String internal) {
        int element = internal.lastIndexOf('[') + 1;
        String name = element > 0 && internal.endsWith(";")
                ? internal.substring(element + 1, internal.length() - 1)
                : internal.substring(element);
        return name.replace('/', '.');
    }

    private static String packageName(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }
}
