package dev.pluginhost.publishedtests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Merges jars as build tools do: of a file that several have, the first one counts; services files are joined. */
final class FatJar {

    private FatJar() {}

    static Path merge(Path target, Predicate<String> keep, Path... jars) throws IOException {
        Map<String, byte[]> merged = new LinkedHashMap<>();
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                    ZipEntry entry = all.nextElement();
                    String name = entry.getName();
                    if (entry.isDirectory() || !keep.test(name)) {
                        continue;
                    }
                    byte[] bytes = zip.getInputStream(entry).readAllBytes();
                    if (name.startsWith("META-INF/services/")) {
                        merged.merge(name, bytes, FatJar::joined);
                    } else {
                        merged.putIfAbsent(name, bytes);
                    }
                }
            }
        }
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
            out.setLevel(Deflater.NO_COMPRESSION);
            for (Map.Entry<String, byte[]> file : merged.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return target;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
        both.writeBytes(other);
        return both.toByteArray();
    }
}
