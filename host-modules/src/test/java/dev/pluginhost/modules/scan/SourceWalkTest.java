package dev.pluginhost.modules.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.pluginhost.modules.scan.SourceWalk.ArtifactFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A walk through a source")
class SourceWalkTest {

    @TempDir
    private Path temp;

    @ParameterizedTest
    @DisplayName("says what an entry is")
    @CsvSource({
        "a.jar, a.jar, JAR",
        "a, a/module-info.class, EXPLODED",
        "a.jar, a.jar/module-info.class, EXPLODED",
        "a, a/a.jar, BUNDLE",
        "a.jar, a.jar/lib.txt, JAR",
        "a, a/lib.txt, DIRECTORY",
        "a, a/.hidden.jar, DIRECTORY",
        "a.txt, a.txt, OTHER"
    })
    void kinds(String entry, String file, SourceWalk.ArtifactKind kind) throws IOException {
        touch(file);
        assertEquals(kind, look(temp.resolve(entry)).kind());
    }

    @Test
    @DisplayName("gives the visible entries of a directory of artifacts by name, and any other source itself")
    void entries() throws IOException {
        Path jar = touch("b.jar");
        Path module = touch("a/module-info.class").getParent();
        touch(".hidden.jar");
        assertEquals(List.of(module, jar), SourceWalk.entries(new Source(temp, false)));
        assertEquals(List.of(module), SourceWalk.entries(new Source(module, false)));
        assertEquals(List.of(jar), SourceWalk.entries(new Source(jar, false)));
        assertEquals(List.of(temp), SourceWalk.entries(new Source(temp, true)));
        assertThrows(NotDirectoryException.class, () -> SourceWalk.entries(new Source(jar, true)));
        Path gone = temp.resolve("gone");
        assertThrows(NoSuchFileException.class, () -> SourceWalk.entries(new Source(gone, false)));
        assertThrows(NoSuchFileException.class, () -> look(gone));
    }

    @Test
    @DisplayName("has the fingerprints of all files of an exploded module but hidden ones")
    void exploded() throws IOException {
        touch("a/.git/config");
        touch("a/p/.hidden");
        Files.createDirectories(temp.resolve("a/empty"));
        Set<Path> files = Set.of(touch("a/module-info.class"), touch("a/p/A.class"), touch("a/p/q/B.class"));
        ArtifactFiles found = look(temp.resolve("a"));
        assertEquals(files, found.files().keySet());
        assertNull(found.unseen());
    }

    @Test
    @DisplayName("sees each change of a file")
    void changes() throws IOException {
        Path file = touch("a/p/A.class");
        touch("a/module-info.class");
        ArtifactFiles before = look(temp.resolve("a"));
        assertEquals(before.files(), look(temp.resolve("a")).files());
        Files.writeString(file, "more");
        assertFalse(before.files().equals(look(temp.resolve("a")).files()));
    }

    @Test
    @DisplayName("follows links, but not back, and knows a link that leads nowhere")
    @DisabledOnOs(OS.WINDOWS)
    void links() throws IOException {
        touch("a/module-info.class");
        Path target = touch("elsewhere/B.class");
        Files.createSymbolicLink(temp.resolve("a/linked"), target.getParent());
        Files.createSymbolicLink(temp.resolve("a/linkedAgain"), target.getParent());
        Files.createSymbolicLink(target.resolveSibling("back"), temp.resolve("a"));
        Path nowhere = Files.createSymbolicLink(temp.resolve("a/nowhere"), temp.resolve("gone"));
        Path itself = Files.createSymbolicLink(temp.resolve("a/itself"), Path.of("itself"));
        ArtifactFiles found = look(temp.resolve("a"));
        assertNull(found.unseen());
        assertEquals(
                Set.of(
                        itself,
                        temp.resolve("a/module-info.class"),
                        temp.resolve("a/linked/B.class"),
                        temp.resolve("a/linkedAgain/B.class"),
                        temp.resolve("a/nowhere")),
                found.files().keySet());
        assertEquals(Fingerprint.DANGLING, found.files().get(nowhere));
        assertEquals(SourceWalk.ArtifactKind.DANGLING, look(nowhere).kind());
        assertFalse(SourceWalk.isGone(nowhere));
        assertTrue(SourceWalk.isGone(temp.resolve("gone")));
    }

    @Test
    @DisplayName("says so where it cannot see a part of an artifact")
    @DisabledOnOs(OS.WINDOWS)
    void unseen() throws IOException {
        touch("a/module-info.class");
        Path closed = touch("a/p/A.class").getParent();
        Files.setPosixFilePermissions(closed, Set.of());
        try {
            assumeFalse(Files.isReadable(closed), "a user to whom permissions do not apply");
            assertNotNull(look(temp.resolve("a")).unseen());
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    @DisplayName("knows a jar of a bundle that is a link to itself")
    @DisabledOnOs(OS.WINDOWS)
    void linkedJar() throws IOException {
        Path loop = Files.createSymbolicLink(
                Files.createDirectory(temp.resolve("b")).resolve("b.jar"), Path.of("b.jar"));
        ArtifactFiles bundle = look(loop.getParent());
        assertEquals(Map.of(loop, Fingerprint.DANGLING), bundle.files());
        assertNull(bundle.unseen());
    }

    private static ArtifactFiles look(Path path) throws IOException {
        return SourceWalk.look(new Source(path, false), path, false);
    }

    private Path touch(String name) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }
}
