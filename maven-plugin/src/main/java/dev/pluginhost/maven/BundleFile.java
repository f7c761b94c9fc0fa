package dev.pluginhost.maven;

import dev.pluginhost.modules.scan.JarName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.maven.artifact.Artifact;
import org.jspecify.annotations.Nullable;

/**
 * A bundle as a zip file: jars under one root directory. The same jars give the same bytes, on each machine: entries are sorted, have one time, and
 * are not compressed, as jars are. For use by one thread.
 */
final class BundleFile {

    /** The earliest time that each tool can read in a zip file, a month later because of time zones. */
    static final LocalDateTime FIRST = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final String root;
    private final Map<String, Path> jars = new TreeMap<>();

    /** An empty one. */
    BundleFile(String module, String version) {
        String versioned = module + "-" + version;
        // What a host would not know as a version is no part of the name.
        this.root = JarName.unversioned(versioned).equals(module) ? versioned : module;
    }

    /** The name of the root directory. */
    String root() {
        return root;
    }

    /** The names of the jars, sorted. */
    List<String> names() {
        return List.copyOf(jars.keySet());
    }

    /** Adds a jar. */
    void add(String name, Path jar) {
        jars.put(name, jar);
    }

    /** Adds libraries, named as their artifacts are; two artifacts with one name get their group before it. */
    void addAll(Map<Artifact, Path> libraries) {
        Map<String, Integer> times = new HashMap<>();
        jars.keySet().forEach(name -> times.put(name, 1));
        libraries.keySet().forEach(library -> times.merge(name(library), 1, Integer::sum));
        libraries.forEach((library, jar) -> {
            String name = name(library);
            add(times.getOrDefault(name, 0) > 1 ? library.getGroupId() + "." + name : name, jar);
        });
    }

    /** The name of an artifact's jar, as in a repository. */
    static String name(Artifact artifact) {
        return artifact.getArtifactId() + "-" + artifact.getBaseVersion()
                + (artifact.hasClassifier() ? "-" + artifact.getClassifier() : "") + ".jar";
    }

    /** Writes it, in one step. */
    void write(Path file, LocalDateTime time) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.createDirectories(file.toAbsolutePath().getParent());
        try {
            try (OutputStream out = Files.newOutputStream(temporary);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.setMethod(ZipOutputStream.STORED);
                put(new ZipEntry(root + "/"), new byte[0], time, zip);
                for (Map.Entry<String, Path> jar : jars.entrySet()) {
                    put(new ZipEntry(root + "/" + jar.getKey()), Files.readAllBytes(jar.getValue()), time, zip);
                }
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void put(ZipEntry entry, byte[] content, LocalDateTime time, ZipOutputStream zip)
            throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        entry.setTimeLocal(time);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /**
     * Packs a directory of classes, as another project of the same build has them before it has its jar.
     *
     * @param module the name of an automatic module, which the jar will have in its manifest
     */
    static void pack(Path classes, Path jar, @Nullable String module) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(classes)) {
            all.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
        Path temporary = jar.resolveSibling(jar.getFileName() + ".tmp");
        Files.createDirectories(jar.toAbsolutePath().getParent());
        try {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(temporary))) {
                zip.setMethod(ZipOutputStream.STORED);
                if (module != null && !Files.exists(classes.resolve(JarFile.MANIFEST_NAME))) {
                    String manifest = "Manifest-Version: 1.0\r\nAutomatic-Module-Name: " + module + "\r\n\r\n";
                    put(new ZipEntry(JarFile.MANIFEST_NAME), manifest.getBytes(StandardCharsets.UTF_8), FIRST, zip);
                }
                for (Path file : files) {
                    String name = classes.relativize(file).toString().replace('\\', '/');
                    put(new ZipEntry(name), Files.readAllBytes(file), FIRST, zip);
                }
            }
            if (!Files.exists(jar) || Files.mismatch(temporary, jar) >= 0) { // else a host would see a change
                Files.move(temporary, jar, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
