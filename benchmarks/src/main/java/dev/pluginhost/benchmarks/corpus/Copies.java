package dev.pluginhost.benchmarks.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Copies of plugins under other names, whole ones that could be loaded, without compiling again. The first part of each name
 * is replaced wherever it is in a jar by another one that is as long, which leaves a class file as it is but for its names.
 */
final class Copies {

    private static final String FIRST_PART = "acme";
    private static final int MOST_COPIES = 999;

    private Copies() {}

    /**
     * Copies jars as they are, and then under other names until there are so many.
     *
     * @param jars the plugins {@code acme.p000} and so on
     * @param to a directory that is not there yet
     * @param installed how many are to be in it; not fewer than there are
     */
    static void make(Path jars, Path to, int installed) throws IOException {
        List<Path> originals = list(jars);
        if (installed > originals.size() * (MOST_COPIES + 1L)) {
            throw new IllegalArgumentException(installed + " are too many to be copies of " + originals.size());
        }
        Files.createDirectories(to);
        for (Path original : originals) {
            Files.copy(original, to.resolve(original.getFileName()));
        }
        for (int i = originals.size(); i < installed; i++) {
            String firstPart = String.format(Locale.ROOT, "x%03d", i / originals.size());
            Path original = originals.get(i % originals.size());
            copy(original, to.resolve(renamed(String.valueOf(original.getFileName()), firstPart)), firstPart);
        }
    }

    private static List<Path> list(Path jars) throws IOException {
        List<Path> list = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(jars, FIRST_PART + ".*.jar")) {
            files.forEach(list::add);
        }
        list.sort(null);
        return list;
    }

    private static void copy(Path original, Path copy, String firstPart) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(original)));
                ZipOutputStream to = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                to.putNextEntry(new ZipEntry(renamed(entry.getName(), firstPart)));
                // Each byte is a character, so that nothing else changes.
                to.write(renamed(new String(from.readAllBytes(), ISO_8859_1), firstPart)
                        .getBytes(ISO_8859_1));
                to.closeEntry();
            }
        }
        Files.write(copy, bytes.toByteArray());
    }

    /** Names have dots or slashes between their parts. */
    private static String renamed(String text, String firstPart) {
        return text.replace(FIRST_PART + ".", firstPart + ".").replace(FIRST_PART + "/", firstPart + "/");
    }
}
