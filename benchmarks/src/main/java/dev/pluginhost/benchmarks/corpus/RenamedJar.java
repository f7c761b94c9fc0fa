package dev.pluginhost.benchmarks.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Copies a plugin under other names without a compiler. */
final class RenamedJar {

    private RenamedJar() {}

    /**
     * Replaces names wherever they are in a jar, with dots or with slashes. A class file stays valid because a new name is as long
     * as the old one.
     *
     * @param names new names by old names
     */
    static byte[] of(byte[] jar, Map<String, String> names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(jar));
                ZipOutputStream to = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                to.putNextEntry(new ZipEntry(renamed(entry.getName(), names)));
                // Each byte is a character, so that nothing else changes.
                to.write(renamed(new String(from.readAllBytes(), ISO_8859_1), names)
                        .getBytes(ISO_8859_1));
                to.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    static String renamed(String text, Map<String, String> names) {
        String renamed = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            String oldName = name.getKey();
            String newName = name.getValue();
            if (oldName.length() != newName.length()) {
                throw new IllegalArgumentException(newName + " is not as long as " + oldName);
            }
            renamed = renamed.replace(oldName, newName).replace(oldName.replace('.', '/'), newName.replace('.', '/'));
        }
        return renamed;
    }
}
