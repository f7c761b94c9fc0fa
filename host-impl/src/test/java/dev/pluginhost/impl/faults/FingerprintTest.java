package dev.pluginhost.impl.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.modules.scan.Fingerprint;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A fingerprint")
class FingerprintTest {

    @Test
    @DisplayName("is taken on a file system that knows no attributes by name")
    void withoutNames(@TempDir Path directory) throws IOException {
        FaultyFileSystem files = new FaultyFileSystem(FileSystems.getDefault());
        Path file = Files.writeString(directory.resolve("file"), "text");

        Fingerprint found = Fingerprint.of(files.path(file));

        assertTrue(found.isLike(Fingerprint.of(file)));
        assertEquals(Fingerprint.Type.FILE, found.type());
        assertTrue(Fingerprint.of(files.path(directory)).isDirectory());
    }
}
