package dev.pluginhost.maven;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.plugin.MojoExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The file of a bundle")
class BundleFileTest {

    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    @TempDir
    Path directory;

    @Test
    @DisplayName("has its jars under one root directory, which is named after the module and its version")
    void entries() throws Exception {
        BundleFile bundle = new BundleFile("acme.clock", "1.2-SNAPSHOT");
        bundle.add("clock-1.2-SNAPSHOT.jar", jar("plugin"));
        bundle.addAll(Map.of(artifact("acme", "gson", null), jar("gson")));
        Path file = directory.resolve("a.zip");
        bundle.write(file, TIME);

        assertEquals(
                List.of(
                        "acme.clock-1.2-SNAPSHOT/",
                        "acme.clock-1.2-SNAPSHOT/clock-1.2-SNAPSHOT.jar",
                        "acme.clock-1.2-SNAPSHOT/gson-1.0.jar"),
                names(file));
        try (ZipFile zip = new ZipFile(file.toFile())) {
            byte[] content = zip.getInputStream(zip.getEntry("acme.clock-1.2-SNAPSHOT/gson-1.0.jar"))
                    .readAllBytes();
            assertEquals("gson", new String(content, java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    @Test
    @DisplayName("has a root directory without the version if a host would not know it as one")
    void oddVersion() {
        assertEquals("acme.clock", new BundleFile("acme.clock", "v7").root());
        assertEquals("acme.clock-7", new BundleFile("acme.clock", "7").root());
    }

    @Test
    @DisplayName("has the same bytes whatever the order and the times of its jars are")
    void reproducible() throws Exception {
        Path one = jar("one");
        Path two = jar("two");
        BundleFile first = new BundleFile("acme.clock", "1.0");
        first.add("one.jar", one);
        first.add("two.jar", two);
        first.write(directory.resolve("first.zip"), TIME);
        Files.setLastModifiedTime(one, FileTime.fromMillis(0));
        BundleFile second = new BundleFile("acme.clock", "1.0");
        second.add("two.jar", two);
        second.add("one.jar", one);
        second.write(directory.resolve("second.zip"), TIME);

        assertArrayEquals(
                Files.readAllBytes(directory.resolve("first.zip")),
                Files.readAllBytes(directory.resolve("second.zip")));
    }

    @Test
    @DisplayName("names two libraries of one name after their groups, and none with another name")
    void sameName() throws Exception {
        Map<Artifact, Path> libraries = new LinkedHashMap<>();
        libraries.put(artifact("acme", "core", null), jar("a"));
        libraries.put(artifact("other", "core", null), jar("b"));
        libraries.put(artifact("other", "core", "linux"), jar("c"));
        libraries.put(artifact("other", "clock", null), jar("d"));
        BundleFile bundle = new BundleFile("acme.clock", "1.0");
        bundle.add("clock-1.0.jar", jar("plugin"));
        bundle.addAll(libraries);

        assertEquals(
                List.of(
                        "acme.core-1.0.jar",
                        "clock-1.0.jar",
                        "core-1.0-linux.jar",
                        "other.clock-1.0.jar",
                        "other.core-1.0.jar"),
                bundle.names());
    }

    @Test
    @DisplayName("stays as it was if a jar cannot be read, and nothing is left beside it")
    void broken() throws Exception {
        Path file = directory.resolve("dist").resolve("a.zip");
        BundleFile bundle = new BundleFile("acme.clock", "1.0");
        bundle.write(file, TIME);
        byte[] before = Files.readAllBytes(file);
        bundle.add("gone.jar", directory.resolve("gone.jar"));

        assertThrows(IOException.class, () -> bundle.write(file, TIME));
        assertArrayEquals(before, Files.readAllBytes(file));
        try (java.util.stream.Stream<Path> files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }

    @Test
    @DisplayName("has the time that the build sets for what it makes, and a fixed one without it")
    void time() throws Exception {
        assertEquals(TIME, BundleMojo.time("2026-01-01T01:00:00+01:00"));
        assertEquals(TIME, BundleMojo.time("1767225600"));
        assertEquals(LocalDateTime.of(1980, 2, 1, 0, 0), BundleMojo.time(null));
        assertEquals(LocalDateTime.of(1980, 2, 1, 0, 0), BundleMojo.time("0"));
        assertEquals(LocalDateTime.of(1980, 2, 1, 0, 0), BundleMojo.time("1970-01-01T00:00:00Z"));
        assertThrows(MojoExecutionException.class, () -> BundleMojo.time("yesterday"));
    }

    @Test
    @DisplayName(
            "packs the classes of another project, and touches what it has packed before only if they have changed")
    void packs() throws Exception {
        Path classes = Files.createDirectories(directory.resolve("classes").resolve("acme"));
        Files.writeString(classes.resolve("A.class"), "a");
        Path jar = directory.resolve("work").resolve("lib.jar");
        BundleFile.pack(classes.getParent(), jar, null);
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(jar, old);

        BundleFile.pack(classes.getParent(), jar, null);
        assertEquals(old, Files.getLastModifiedTime(jar));

        Files.writeString(classes.resolve("B.class"), "b");
        BundleFile.pack(classes.getParent(), jar, null);
        assertEquals(List.of("acme/A.class", "acme/B.class"), names(jar));
    }

    @Test
    @DisplayName("packs classes with the name of the module that their jar will have")
    void packsName() throws Exception {
        Path classes = Files.createDirectories(directory.resolve("classes").resolve("acme"));
        Files.writeString(classes.resolve("A.class"), "a");
        Path jar = directory.resolve("lib-1.0.jar");
        BundleFile.pack(classes.getParent(), jar, "acme.text");

        assertEquals(
                "acme.text",
                java.lang.module.ModuleFinder.of(jar)
                        .findAll()
                        .iterator()
                        .next()
                        .descriptor()
                        .name());
    }

    private Path jar(String content) throws IOException {
        return Files.writeString(directory.resolve(content + "-source"), content);
    }

    private static Artifact artifact(String group, String name, String classifier) {
        return new DefaultArtifact(group, name, "1.0", "compile", "jar", classifier, new DefaultArtifactHandler("jar"));
    }

    private static List<String> names(Path file) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            zip.stream().map(ZipEntry::getName).forEach(names::add);
        }
        return names;
    }
}
