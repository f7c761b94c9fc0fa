package dev.pluginhost.modules.discovery;

import static dev.pluginhost.modules.discovery.Expect.installed;
import static dev.pluginhost.modules.discovery.Expect.onlyError;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Reason;
import dev.pluginhost.modules.scan.Source;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A small jar of which an entry unpacks to more than is read")
class LargeEntriesTest {

    /** More than any limit; as much as would be read of a jar that is a thousandth of it. */
    private static final int LARGE = 200 << 20;

    @TempDir
    private Path temp;

    private Path bad;

    @BeforeEach
    void addSoundPlugin() throws IOException {
        Artifact.module("sound").jar(temp.resolve("sound.jar"));
        bad = temp.resolve("bad.jar");
    }

    @ParameterizedTest
    @DisplayName("is a problem by itself, though the jar may not say how large the entry is")
    @CsvSource({
        "META-INF/services/p.Service, false",
        "META-INF/services/p.Service, true",
        "META-INF/MANIFEST.MF, false",
        "META-INF/MANIFEST.MF, true",
        "meta-inf/manifest.mf, true",
        "META-INF/A.SF, true",
        "META-INF/A.RSA, true",
        "module-info.class, false",
        "module-info.class, true",
        "META-INF/versions/9/module-info.class, true"
    })
    void isAProblem(String name, boolean lie) throws IOException {
        write(name, LARGE);
        if (lie) {
            lieAbout(name, 100);
        }
        onlyError(
                scan(),
                Reason.INVALID,
                bad + " is invalid: its " + name + " unpacks to more than the ",
                " bytes that are read",
                "; build it with less in it, or remove it");
        installed(scan(), "sound");
    }

    @ParameterizedTest
    @DisplayName("is a problem where it is many services files together, which then are read no further")
    @ValueSource(booleans = {false, true})
    void manyServicesFiles(boolean lie) throws IOException {
        writeMany("META-INF/services/p.S", 80, 1 << 19, "", 2 << 20);
        for (int i = 0; lie && i < 80; i++) {
            lieAbout("META-INF/services/p.S" + i, 100);
        }
        onlyError(
                scan(), Reason.INVALID, "its META-INF/services unpacks to more than the 16777216 bytes that are read");
    }

    @Test
    @DisplayName("is a problem where it is many files of signatures together, which then are read no further")
    void manySignatures() throws IOException {
        writeMany("META-INF/A", 10, 8_000_000, ".SF", 20_000_000);
        onlyError(scan(), Reason.INVALID, "its manifest, signatures and declarations unpack to more than the 64000000");
    }

    @Test
    @DisplayName("is a problem where it is many declarations together, which then are read no further")
    void manyDeclarations() throws IOException {
        writeMany("META-INF/versions/", 20, 4 << 20, "/module-info.class", 5 << 20);
        onlyError(scan(), Reason.INVALID, "its manifest, signatures and declarations unpack to more than the 64000000");
    }

    @Test
    @DisplayName("is read where it is just within the limit")
    void withinTheLimit() throws IOException {
        String comment = "#".repeat((1 << 20) - 100) + "\n";
        Artifact.plain()
                .withPackage("p")
                .with("META-INF/services/p.Service", comment + "p.Some")
                .jar(temp.resolve("fine.jar"));
        installed(scan(), "fine", "sound");
    }

    @Test
    @DisplayName("is read where it is an entry that discovery does not read")
    void anotherEntry() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bad))) {
            zip.putNextEntry(new ZipEntry("p/Large.class"));
            fill(zip, LARGE);
            zip.closeEntry();
        }
        installed(scan(), "bad", "sound");
    }

    @Test
    @DisplayName("is a problem where it is a declaration of an exploded module")
    void exploded() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("bad"));
        Files.write(directory.resolve("module-info.class"), new byte[5 << 20]);
        onlyError(
                scan(),
                Reason.INVALID,
                directory + " is invalid: its module-info.class has more than the 4194304 bytes");
    }

    private void write(String name, int size) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(bad)))) {
            zip.putNextEntry(new ZipEntry(name));
            fill(zip, size);
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("p/Some.class"));
            zip.closeEntry();
        }
        assertTrue(Files.size(bad) < 1 << 20);
    }

    /** Numbered entries of one size, and one after them that is too large by itself. */
    private void writeMany(String name, int count, int size, String extension, int last) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(bad)))) {
            for (int i = 0; i <= count; i++) {
                zip.putNextEntry(new ZipEntry(name + i + extension));
                fill(zip, i < count ? size : last);
                zip.closeEntry();
            }
        }
    }

    private static void fill(OutputStream out, int size) throws IOException {
        byte[] piece = new byte[1 << 16];
        Arrays.fill(piece, (byte) 'x');
        for (int written = 0; written < size; written += piece.length) {
            out.write(piece, 0, Math.min(piece.length, size - written));
        }
    }

    /** Writes another size into the directory of the jar, which is what the JDK goes by. */
    private void lieAbout(String name, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(bad)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = bytes.capacity() - 46; at >= 0; at--) {
            if (bytes.getInt(at) == 0x02014b50) {
                byte[] found = new byte[bytes.getShort(at + 28)];
                bytes.get(at + 46, found);
                if (new String(found, StandardCharsets.UTF_8).equals(name)) {
                    bytes.putInt(at + 24, size);
                    Files.write(bad, bytes.array());
                    return;
                }
            }
        }
        throw new IllegalArgumentException(name);
    }

    private Discovered scan() {
        return Scan.of(new Source(temp, false));
    }
}
