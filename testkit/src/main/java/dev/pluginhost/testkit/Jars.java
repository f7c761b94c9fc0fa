package dev.pluginhost.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Jars as maps from entry name to content, written with the same bytes for the same content. */
final class Jars {

    static final String MANIFEST = "META-INF/MANIFEST.MF";

    private static final LocalDateTime TIMESTAMP = LocalDateTime.of(2000, 1, 1, 0, 0);

    private Jars() {}

    static byte[] bytes(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            Set<String> directories = new LinkedHashSet<>();
            for (String name : inOrder(entries)) {
                for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                    if (directories.add(name.substring(0, slash + 1))) {
                        put(zip, name.substring(0, slash + 1), new byte[0]);
                    }
                }
                put(zip, name, entries.getOrDefault(name, new byte[0]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A process that has an older file of that name open can still read it. */
    static Path write(Path file, byte[] content) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            Files.deleteIfExists(file);
            return Files.write(file, content, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path explode(Path directory, Map<String, byte[]> entries) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        entries.forEach((name, content) -> write(directory.resolve(name), content));
        return directory;
    }

    static Path rewrite(Path jar, UnaryOperator<Map<String, byte[]>> change) {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), zip.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return write(jar, bytes(change.apply(entries)));
    }

    /** The manifest first, as readers of streams expect. */
    private static Set<String> inOrder(Map<String, byte[]> entries) {
        Set<String> names = new LinkedHashSet<>();
        if (entries.containsKey(MANIFEST)) {
            names.add(MANIFEST);
        }
        names.addAll(new TreeMap<>(entries).keySet());
        return Collections.unmodifiableSet(names);
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIMESTAMP);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
