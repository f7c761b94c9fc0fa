package dev.pluginhost.modules.check;

import dev.pluginhost.modules.scan.ReadLimits;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Finds the classes that the class files of a jar refer to, by the {@code CONSTANT_Class} entries of their constant
 * pools (JVMS 4.4). It guesses: it does not find what is named only in descriptors or texts. It reads 1 MiB of a
 * class file and 64 MiB of a jar, after unpacking. Stateless.
 */
final class ReferredClasses {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int CLASS_FILE = 1 << 20;
    private static final long ALL_CLASS_FILES = 64 << 20;

    private ReferredClasses() {}

    /** The classes of some packages that a jar refers to, sorted. */
    static Set<String> of(Path jar, Set<String> packages) throws IOException {
        Set<String> found = new TreeSet<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            long left = zip.size() > ReadLimits.ENTRIES ? 0 : ALL_CLASS_FILES;
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); left > 0 && entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (!entry.getName().endsWith(".class")) {
                    continue;
                }
                byte[] file = read(zip, entry);
                left -= file.length;
                for (String type : classes(file)) {
                    if (packages.contains(packageOf(type))) {
                        found.add(type);
                    }
                }
            }
        }
        return found;
    }

    static String packageOf(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }

    private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in == null ? new byte[0] : in.readNBytes(CLASS_FILE);
        }
    }

    /** The classes that a file refers to; none, if it is cut off or not a class file. */
    private static List<String> classes(byte[] file) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file))) {
            if (in.readInt() != MAGIC) {
                return List.of();
            }
            in.readInt(); // the version
            int count = in.readUnsignedShort();
            Map<Integer, String> texts = new HashMap<>();
            List<Integer> names = new ArrayList<>();
            for (int index = 1; index < count; index++) {
                switch (in.readUnsignedByte()) {
                    case 1 -> texts.put(index, in.readUTF());
                    case 7 -> names.add(in.readUnsignedShort());
                    case 8, 16, 19, 20 -> in.readShort();
                    case 15 -> in.skipBytes(3);
                    case 3, 4, 9, 10, 11, 12, 17, 18 -> in.readInt();
                    case 5, 6 -> {
                        in.readLong();
                        index++; // these take two places
                    }
                    default -> {
                        return List.of();
                    }
                }
            }
            List<String> classes = new ArrayList<>();
            for (int name : names) {
                String text = texts.getOrDefault(name, "");
                boolean array = text.startsWith("[") && text.endsWith(";");
                String type = array ? text.substring(text.indexOf('L') + 1, text.length() - 1) : text;
                classes.add(type.replace('/', '.'));
            }
            return classes;
        } catch (IOException e) {
            return List.of();
        }
    }
}
