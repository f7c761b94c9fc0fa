package dev.pluginhost.modules.discovery;

import static dev.pluginhost.modules.discovery.Expect.installed;
import static dev.pluginhost.modules.discovery.Expect.nothingWrong;
import static dev.pluginhost.modules.discovery.Expect.onlyError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pluginhost.Reason;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.OpenFiles;
import dev.pluginhost.modules.scan.Source;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Modifier;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("What was discovered before")
class IndexDiscoveryTest {

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-02-02T02:02:02.5Z"));

    @TempDir
    private Path temp;

    /** The jars that were read. */
    private final List<Path> read = new ArrayList<>();

    private Path plugins;
    private Path place;

    @BeforeEach
    void begin() throws IOException {
        plugins = Files.createDirectory(temp.resolve("plugins"));
        place = temp.resolve("index");
    }

    @ParameterizedTest
    @EnumSource(
            value = Modifier.class,
            names = {"SYNTHETIC", "MANDATED"})
    @DisplayName("is a plugin, also with a declaration that a tool has marked")
    void marked(Modifier mark) throws IOException {
        Set<String> packages = Set.of("acme.a");
        ModuleDescriptor.Builder declared = ModuleDescriptor.newModule("acme.a", Set.of(mark))
                .requires(Set.of(Requires.Modifier.MANDATED), "java.base")
                .packages(packages);
        jar("acme.a/a.jar", Artifact.of(declared));
        jar("acme.a/lib.jar", Artifact.module("lib"));
        jar(
                "b.jar",
                Artifact.of(ModuleDescriptor.newModule("acme.b", Set.of(mark)).packages(Set.of("acme.b"))));
        jar(
                "many.jar",
                Artifact.of(ModuleDescriptor.newModule("acme.many", Set.of(mark))
                                .packages(Set.of("acme.many")))
                        .withManifest("Multi-Release", "true"));
        explode("exploded", Artifact.of(ModuleDescriptor.newModule("acme.exploded", Set.of(mark))));
        Discovered first = scan();
        nothingWrong(first);
        installed(first, "acme.a", "acme.b", "acme.exploded", "acme.many");
        read.clear();
        assertEquals(first, scan());
        assertEquals(List.of(), read);
    }

    @Test
    @DisplayName("is the same without opening a file, whatever kind of artifact it is")
    void nothingIsOpened() throws IOException {
        jar("a.jar", Artifact.module("acme.a", "1.2"));
        jar("plain-lib-2.1.jar", Artifact.plain().withPackage("org.x"));
        jar(
                "many.jar",
                Artifact.module("acme.many", "9")
                        .withManifest("Multi-Release", "true")
                        .with(
                                "META-INF/versions/11/module-info.class",
                                ModuleInfoClass.of(Artifact.declare("acme.many")
                                        .version("11")
                                        .build())));
        jar("store/store.jar", Artifact.module("store"));
        jar("store/lib.jar", Artifact.module("lib"));
        explode("exploded", Artifact.module("acme.exploded").withPackage("more"));
        Discovered first = scan();
        nothingWrong(first);
        installed(first, "acme.a", "acme.exploded", "acme.many", "plain.lib", "store");
        read.clear();
        assertEquals(first, scan());
        assertEquals(List.of(), read);
    }

    @Test
    @DisplayName("is the same where a library of a later Java provides what no class can be called")
    void illegalService() throws IOException {
        jar("a.jar", Artifact.module("acme.a"));
        jar("store/store.jar", Artifact.module("store"));
        byte[] later = ModuleInfoClass.of(
                Artifact.declare("lib").provides("lib.S_x", List.of("lib.P")).build(), 99, Set.of());
        String illegal = new String(later, StandardCharsets.ISO_8859_1).replace("lib/S_x", "lib/S-x");
        jar(
                "store/lib.jar",
                Artifact.module("lib").with("module-info.class", illegal.getBytes(StandardCharsets.ISO_8859_1)));
        Discovered first = scan();
        installed(first, "acme.a", "store");
        read.clear();
        assertEquals(first, scan());
        assertEquals(List.of(), read);
    }

    @Test
    @DisplayName("tells plain jars from those with entries for some versions of Java, or with a signature")
    void plain() throws IOException {
        jar("a.jar", Artifact.module("a").withManifest("Multi-Release", "true"));
        jar("b.jar", Artifact.module("b").with("META-INF/versions/17/b/Some.class", new byte[1]));
        jar("c.jar", Artifact.module("c").with("meta-inf/some.rsa", new byte[1]));
        jar("d-1.jar", Artifact.plain().withPackage("d"));
        explode("e", Artifact.module("e"));
        for (int round = 0; round < 2; round++) {
            Set<String> plain = new TreeSet<>();
            for (Candidate candidate : scan().candidates().values()) {
                if (candidate.plugin().plain()) {
                    plain.add(candidate.name());
                }
            }
            assertEquals(Set.of("a", "d"), plain);
        }
    }

    @Test
    @DisplayName("is the same where the source is a jar, an exploded module, or a bundle")
    void everyKindOfSource() throws IOException {
        List<Source> sources = List.of(
                new Source(jar("a.jar", Artifact.module("a")), false),
                new Source(explode("b", Artifact.module("b")), false),
                new Source(jar("c/c.jar", Artifact.module("c")).getParent(), true));
        Discovered first = scan(sources);
        installed(first, "a", "b", "c");
        read.clear();
        assertEquals(first, scan(sources));
        assertEquals(List.of(), read);
        assertEquals(3, indexes().size());
    }

    @Test
    @DisplayName("is read again where a jar is of another size")
    void otherSize() throws IOException {
        jar("a.jar", Artifact.module("a"));
        installed(scan(), "a");
        jar("a.jar", Artifact.module("longer.name"));
        installed(scan(), "longer.name");
    }

    @Test
    @DisplayName("is read again where a jar is of another time")
    void otherTime() throws IOException {
        jar("a.jar", Artifact.module("a"));
        installed(scan(), "a");
        Path jar = jar("a.jar", Artifact.module("b"));
        Files.setLastModifiedTime(jar, FileTime.from(LONG_AGO.toInstant().plusNanos(1000)));
        installed(scan(), "b");
    }

    @Test
    @DisplayName("is read again where a jar is another file of the same size and time")
    void otherFile() throws IOException {
        Path jar = jar("a.jar", Artifact.module("a"));
        installed(scan(), "a");
        Path other = Artifact.module("b").jar(temp.resolve("b.jar"));
        assertEquals(Files.size(jar), Files.size(other));
        Files.setLastModifiedTime(other, LONG_AGO);
        Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
        installed(scan(), "b");
    }

    @Test
    @DisplayName(
            "is read again where a jar was overwritten by one of the same size and time, if its contents are checked")
    void overwritten() throws IOException {
        Path jar = jar("a.jar", Artifact.module("a"));
        installed(scan(), "a");
        byte[] other = Files.readAllBytes(Artifact.module("b").jar(temp.resolve("b.jar")));
        assertEquals(Files.size(jar), other.length);
        Files.write(jar, other);
        Files.setLastModifiedTime(jar, LONG_AGO);
        installed(scan(), "a");
        installed(scan(List.of(new Source(plugins, false)), true), "b");
        installed(scan(), "b");
    }

    @Test
    @DisplayName("is not read again where it looks alike and has the same contents, if those are checked")
    void checked() throws IOException {
        jar("a.jar", Artifact.module("a"));
        List<Source> sources = List.of(new Source(plugins, false));
        installed(scan(), "a");
        read.clear();
        installed(scan(sources, true), "a");
        assertEquals(List.of(), read);
    }

    @Test
    @DisplayName("is read again where a package comes into an exploded module, or goes")
    void otherPackages() throws IOException {
        Path module = explode("a", Artifact.module("a"));
        scan();
        Path added = Files.createDirectory(module.resolve("more")).resolve("Some.class");
        Files.createFile(added);
        assertEquals(Set.of("a", "more"), packages(scan(), "a"));
        Files.delete(added);
        assertEquals(Set.of("a"), packages(scan(), "a"));
        Files.createFile(module.resolve("Top.class"));
        onlyError(scan(), Reason.INVALID, "Top");
    }

    @Test
    @DisplayName("is not kept of a file that has only just been modified, as it may be again in the same moment")
    void justModified() throws IOException {
        Path jar = jar("a.jar", Artifact.module("a"));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
        scan();
        assertEquals(List.of(), indexes());
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(3600)));
        scan();
        assertEquals(List.of(), indexes());
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(3)));
        scan();
        assertEquals(1, indexes().size());
    }

    @Test
    @DisplayName("is not kept for what cannot be used, which is reported each time")
    void broken() throws IOException {
        Path jar = plugins.resolve("a.jar");
        Files.writeString(jar, "no jar at all, but longer than one that is empty");
        Files.setLastModifiedTime(jar, LONG_AGO);
        Discovered first = scan();
        onlyError(first, Reason.UNREADABLE, "a.jar");
        assertEquals(first, scan());
        assertEquals(List.of(), indexes());
    }

    @Test
    @DisplayName("is forgotten when it is gone, and kept where the source cannot be looked through")
    void gone() throws IOException {
        jar("a.jar", Artifact.module("a"));
        Path gone = jar("b.jar", Artifact.module("b"));
        scan();
        long both = Files.size(indexes().get(0));
        Files.delete(gone);
        scan();
        long one = Files.size(indexes().get(0));
        assertTrue(one < both, one + " of " + both);
        Files.move(plugins, temp.resolve("away"));
        onlyError(scan(), Reason.SOURCE, "is not there");
        assertEquals(one, Files.size(indexes().get(0)));
    }

    @Test
    @DisplayName("is not known with what the source looked like, if something goes while it is read")
    void goesMeanwhile() throws IOException {
        jar("a.jar", Artifact.module("a"));
        jar("b.jar", Artifact.module("b"));
        Path inBundle = jar("bundle/c.jar", Artifact.module("c"));
        jar("bundle/bundle.jar", Artifact.module("bundle"));
        Source source = new Source(plugins, false);
        for (Path going : List.of(inBundle, plugins.resolve("b.jar"))) {
            OpenFiles deleting = new OpenFiles() {
                @Override
                public void closeIdle() {}

                @Override
                public void closeOverwritten(Path jar) {
                    if (jar.equals(going)) {
                        assertTrue(going.toFile().delete());
                    }
                }
            };
            SourceContent content = Scan.discovery(deleting, IndexStore.none()).read(source, 0, false);
            assertEquals(List.of(), content.problems);
            assertNull(content.stamp());
            assertNotNull(Scan.discovery(() -> {}, IndexStore.none())
                    .read(source, 0, false)
                    .stamp());
        }
    }

    @Test
    @DisplayName("is written only when it has changed")
    void unchanged() throws IOException {
        jar("a.jar", Artifact.module("a"));
        scan();
        Files.setLastModifiedTime(indexes().get(0), LONG_AGO);
        scan();
        assertEquals(LONG_AGO, Files.getLastModifiedTime(indexes().get(0)));
        jar("b.jar", Artifact.module("b"));
        scan();
        assertFalse(LONG_AGO.equals(Files.getLastModifiedTime(indexes().get(0))));
    }

    @Test
    @DisplayName("is read again, and kept again, where the index is damaged in any byte or cut off anywhere")
    void damaged() throws IOException {
        jar("a.jar", Artifact.module("a"));
        Discovered whole = scan();
        Path index = indexes().get(0);
        byte[] bytes = Files.readAllBytes(index);
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(index, damaged);
            assertEquals(whole, scan());
            assertEquals(-1, mismatch(bytes, index));
            Files.write(index, Arrays.copyOf(bytes, at));
            assertEquals(whole, scan());
            assertEquals(-1, mismatch(bytes, index));
        }
    }

    @Test
    @DisplayName("is done without where there can be no index")
    void noPlace() throws IOException {
        jar("a.jar", Artifact.module("a"));
        Files.writeString(place, "a file, and no directory");
        installed(scan(), "a");
        installed(scan(), "a");
        Files.delete(place);
        scan();
        Path index = indexes().get(0);
        Files.delete(index);
        Files.createDirectory(index);
        Files.createFile(index.resolve("so that it cannot be replaced"));
        installed(scan(), "a");
        assertEquals(1, indexes().size());
    }

    @Test
    @DisplayName("is kept of the default file system alone, but on any")
    void otherFileSystems() throws IOException {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path elsewhere = memory.getPath("/plugins");
            Path module = Artifact.module("a").explode(elsewhere.resolve("a"));
            Files.setLastModifiedTime(module.resolve("module-info.class"), LONG_AGO);
            installed(scan(List.of(new Source(elsewhere, false))), "a");
            assertEquals(List.of(), indexes());
            jar("b.jar", Artifact.module("b"));
            place = memory.getPath("/cache");
            Discovered first = scan();
            assertEquals(1, indexes().size());
            read.clear();
            assertEquals(first, scan());
            assertEquals(List.of(), read);
        }
    }

    private Discovered scan() {
        return scan(List.of(new Source(plugins, false)));
    }

    private Discovered scan(List<Source> sources) {
        return scan(sources, false);
    }

    private Discovered scan(List<Source> sources, boolean checked) {
        OpenFiles noticing = new OpenFiles() {
            @Override
            public void closeIdle() {}

            @Override
            public void closeOverwritten(Path jar) {
                read.add(jar);
            }
        };
        Discovery discovery = Scan.discovery(noticing, new IndexStore(place, (message, thrown) -> {}, message -> {}));
        return Discovered.select(sources.stream()
                .map(source -> discovery.read(source, 0, checked))
                .toList());
    }

    private Path jar(String name, Artifact artifact) throws IOException {
        return Files.setLastModifiedTime(artifact.jar(plugins.resolve(name)), LONG_AGO);
    }

    private Path explode(String name, Artifact artifact) throws IOException {
        Path directory = artifact.explode(plugins.resolve(name));
        Files.setLastModifiedTime(directory.resolve("module-info.class"), LONG_AGO);
        return directory;
    }

    private List<Path> indexes() throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.toList();
        }
    }

    private static int mismatch(byte[] bytes, Path file) throws IOException {
        return Arrays.mismatch(bytes, Files.readAllBytes(file));
    }

    private static Set<String> packages(Discovered discovered, String name) {
        return discovered.candidates().get(name).descriptor().packages();
    }
}
