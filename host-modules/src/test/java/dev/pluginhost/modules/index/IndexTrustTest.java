package dev.pluginhost.modules.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.Source;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An index that others may have written or put there")
class IndexTrustTest {

    /** Only what is never answered takes so long: a pipe without a writer. */
    private static final Duration FOR_EVER = Duration.ofSeconds(30);

    @TempDir
    private Path temp;

    private final List<String> logged = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Path jar;
    private Path place;
    private IndexStore store;

    @BeforeEach
    void begin() throws IOException {
        assumeTrue(temp.getFileSystem().supportedFileAttributeViews().contains("unix"), "files have no owners here");
        jar = Files.writeString(Files.createDirectory(temp.resolve("plugins")).resolve("a.jar"), "jar");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        place = temp.resolve("index");
        store = new IndexStore(place, (message, thrown) -> logged.add(message + ": " + thrown.getMessage()), told::add);
        save();
        assertTrue(isKnown());
    }

    @ParameterizedTest
    @DisplayName(
            "is not used where its directory can be written to by the group or by all, and is where that is sticky")
    @CsvSource({"rwxrwx---, false", "rwxr-xrwx, false", "rwxrwxr-x, false", "rwxr-xr-x, true", "r-x------, true"})
    void directory(String permissions, boolean used) throws IOException {
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(permissions));
        try {
            assertEquals(used, isKnown());
            if (!used) {
                assertTrue(logged.get(0).endsWith(place + " can be written to by others"), logged::toString);
                Files.setAttribute(place, "unix:mode", 01777);
                assertTrue(isKnown());
            }
        } finally {
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    @DisplayName("is not written where it would not be used")
    void notWritten() throws IOException {
        Files.delete(file());
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwx---"));
        save();
        try (Stream<Path> files = Files.list(place)) {
            assertEquals(0, files.count());
        }
        assertTrue(
                logged.toString().contains("is not kept: " + place + " can be written to by others"), logged::toString);
    }

    @Test
    @DisplayName("is not opened where it is a pipe, and is written again in its place")
    void pipe() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "a shell that makes pipes");
        Path file = file();
        Files.delete(file);
        assertEquals(
                0,
                new ProcessBuilder("/bin/sh", "-c", "mkfifo -m 600 " + file.getFileName())
                        .directory(place.toFile())
                        .inheritIO()
                        .start()
                        .waitFor());
        assertTimeoutPreemptively(FOR_EVER, () -> {
            assertEquals(false, isKnown());
            assertTrue(logged.get(0).endsWith(file + " is not a regular file"), logged::toString);
            save();
            assertTrue(isKnown());
        });
    }

    @Test
    @DisplayName("is done without where a directory is in its place")
    void directoryInItsPlace() throws IOException {
        Path file = file();
        Files.delete(file);
        Files.createDirectories(file.resolve("full"));
        save();
        assertEquals(false, isKnown());
        try (Stream<Path> files = Files.list(place)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    @DisplayName("is used where its directory is reached by a link")
    void linkToDirectory() throws IOException {
        Path moved = Files.move(place, temp.resolve("moved"));
        Files.createSymbolicLink(place, moved);
        assertTrue(isKnown());
    }

    @Test
    @DisplayName("says so once, to an operator too, where no entry of it fits any more")
    void nothingFits() throws IOException {
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1000));
        save();
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.get(0).startsWith("No entry of the index " + file() + " fits any more, "), told::toString);
        save();
        assertEquals(1, told.size(), told::toString);
    }

    private void save() throws IOException {
        Index index = store.open(new Source(jar.getParent(), false));
        Index.Declaration known = index.find("a.jar", looks());
        if (known != null) {
            index.keep(known);
        } else {
            ModuleDescriptor descriptor =
                    ModuleDescriptor.newAutomaticModule("a").build();
            index.note(new Index.Declaration("a.jar", looks(), descriptor, new byte[0], 1, true));
        }
        store.save(index);
    }

    private boolean isKnown() throws IOException {
        return store.open(new Source(jar.getParent(), false)).find("a.jar", looks()) != null;
    }

    private String looks() throws IOException {
        return Fingerprint.of(jar).text();
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(file -> file.toString().endsWith(".index"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
