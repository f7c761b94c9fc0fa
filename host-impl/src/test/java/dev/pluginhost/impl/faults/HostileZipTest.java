package dev.pluginhost.impl.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.impl.fixtures.Zips;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.UnusableArtifactException;
import dev.pluginhost.modules.unpack.Unpacker;
import dev.pluginhost.modules.unpack.Unpacker.Unpacked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A zip file that may be a bundle")
class HostileZipTest {

    private static final byte[] TEXT = "It need not be a jar to be unpacked.".getBytes(StandardCharsets.UTF_8);

    private static final List<String> LIMITS = List.of("entries", "bytes", "ratio");

    @TempDir
    private Path outside;

    private Path temp;

    @BeforeEach
    void inside() throws IOException {
        temp = Files.createDirectories(outside.resolve("some/where"));
    }

    @AfterEach
    void noLimits() {
        LIMITS.forEach(limit -> System.clearProperty("dev.pluginhost.bundle." + limit));
    }

    private Path zip(byte[] bytes) throws IOException {
        return Files.write(temp.resolve("shop.zip"), bytes);
    }

    private Path zip(String... names) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (String name : names) {
            entries.put(name, name.endsWith("/") ? new byte[0] : TEXT);
        }
        return zip(Zips.bytes(entries));
    }

    private Unpacked unpack(Path zip) throws Exception {
        return unpack(zip, temp.resolve("cache"));
    }

    private static Unpacked unpack(Path zip, Path cache) throws Exception {
        IndexStore store = new IndexStore(cache, (message, thrown) -> {}, message -> {});
        return new Unpacker(store).unpack(zip, Fingerprint.of(zip), Instant.now());
    }

    /** Refused, and nothing is left of it, wherever it led. */
    private void refused(Path zip, String... parts) {
        List<String> before = files();
        UnusableArtifactException why = assertThrows(UnusableArtifactException.class, () -> unpack(zip));
        String message = String.valueOf(why.getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
        assertTrue(message.startsWith(zip + " is ") && message.contains("; "), message);
        assertEquals(before, files());
    }

    /** All that is there but the directory for bundles and its lock file, which may be made for nothing. */
    private List<String> files() {
        return Zips.below(outside).stream()
                .filter(file -> !file.endsWith("cache")
                        && !file.endsWith("pluginhost-bundles")
                        && !file.endsWith("in-use.lock"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.jar",
                "a/../../evil.jar",
                "..",
                "/evil.jar",
                "C:/evil.jar",
                "a.jar:evil.jar",
                "..\\evil.jar",
                "a//evil.jar",
                "a/./evil.jar",
                "evil\n.jar",
                "nul.jar",
                "Con/a.jar",
                "a?.jar",
                "b /c.jar",
                "dir./x.jar",
                "docs/../../readme.txt"
            })
    @DisplayName("is refused if an entry leads out of it, whatever else is in it")
    void leavesIt(String name) throws IOException {
        refused(zip("good.jar", name), "is invalid", "which is no path below a directory");
    }

    @Test
    @DisplayName("is refused if it has a link")
    void link() throws IOException {
        byte[] bytes = Zips.bytes(Map.of("link.jar", "/etc/passwd".getBytes(StandardCharsets.UTF_8)));
        int central = indexOf(bytes, new byte[] {'P', 'K', 1, 2});
        bytes[central + 5] = 3; // made on Unix
        bytes[central + 41] = (byte) 0xa1; // a link that all may follow
        bytes[central + 40] = (byte) 0xff;
        refused(zip(bytes), "its entry", "link.jar", "is a link");
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i < bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    @Test
    @DisplayName("is refused if two entries have one name, or names that are one on some systems")
    void twice() throws IOException {
        byte[] bytes = Zips.bytes(new LinkedHashMap<>(Map.of("aa.jar", TEXT, "ab.jar", TEXT)));
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("ab.jar", "aa.jar");
        refused(zip(text.getBytes(StandardCharsets.ISO_8859_1)), "aa.jar", "twice");
        refused(zip("lib.jar", "LIB.jar"), "twice");
        refused(zip("\u00e9.jar", "e\u0301.jar"), "twice");
        refused(zip("a".repeat(250) + ".jar"), "is invalid");
    }

    @Test
    @DisplayName("is refused if it has too many entries, of which no more are read")
    void tooMany() throws Exception {
        System.setProperty("dev.pluginhost.bundle.entries", "3");
        assertEquals(1, unpack(zip("a.jar", "b", "c")).files().entries().size());
        refused(zip("a.jar", "b", "c", "d"), "more than the 3 entries", "dev.pluginhost.bundle.entries");
    }

    @Test
    @DisplayName("is refused if it unpacks to too much, whatever it says")
    void tooMuch() throws IOException {
        byte[] bytes = Zips.bytes(Map.of("a.jar", new byte[20 << 20]));
        refused(
                zip(bytes),
                "more than the " + (16 << 20) + " bytes that are written, which any zip file may have",
                "more than 100 times its size",
                "dev.pluginhost.bundle.ratio");
        System.setProperty("dev.pluginhost.bundle.bytes", "1000");
        refused(
                zip(Zips.bytes(Map.of("a.jar", new byte[1001]))),
                "more than the 1000 bytes",
                "dev.pluginhost.bundle.bytes");
    }

    @Test
    @DisplayName("may unpack to more if the application says so")
    void more() throws Exception {
        System.setProperty("dev.pluginhost.bundle.ratio", "2000");
        Path zip = zip(Zips.bytes(Map.of("a.jar", new byte[20 << 20])));
        assertEquals(20 << 20, Files.size(unpack(zip).files().entries().get(0)));
    }

    @Test
    @DisplayName("is broken wherever it is cut off, and if any of its bytes is lost")
    void cutOff() throws IOException {
        byte[] bytes = Zips.bytes(Map.of("shop-1/a.jar", TEXT, "shop-1/b.jar", TEXT));
        for (int length = 0; length < bytes.length; length++) {
            refused(zip(Arrays.copyOf(bytes, length)), "is broken");
        }
        byte[] other = bytes.clone();
        int data = indexOf(bytes, "a.jar".getBytes(StandardCharsets.UTF_8)) + "a.jar".length();
        Arrays.fill(other, data + 4, data + 8, (byte) 0x55);
        refused(zip(other), "is broken");
    }

    @Test
    @DisplayName("is typed as broken or invalid, or unpacked, whichever byte is another")
    void anyByte() throws Exception {
        byte[] bytes = Zips.bytes(Map.of("shop-1/a.jar", TEXT, "shop-1/b.jar", TEXT));
        Path cache = temp.resolve("cache");
        for (int i = 0; i < bytes.length; i++) {
            byte[] other = bytes.clone();
            other[i] ^= 0x41;
            try {
                Unpacked unpacked = unpack(zip(other));
                for (Path jar : unpacked.files().entries()) {
                    assertTrue(jar.startsWith(cache), jar.toString());
                }
            } catch (UnusableArtifactException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("; "), e::getMessage);
            }
        }
    }

    @Test
    @DisplayName("of which a step fails to be unpacked is a typed failure, and the next time it is unpacked")
    void faults() throws Exception {
        FaultyFileSystem disk = new FaultyFileSystem(FileSystems.getDefault());
        Path zip = zip("shop-1/a.jar", "shop-1/b.jar");
        for (int turn = 0; ; turn++) {
            Path cache = temp.resolve("cache" + turn);
            AtomicInteger left = new AtomicInteger(turn);
            disk.befall((operation, file) -> {
                if (left.getAndDecrement() == 0) {
                    throw new FileSystemException(file.toString(), null, "No space left on device");
                }
            });
            try {
                unpack(zip, disk.path(cache));
            } catch (UnusableArtifactException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("shop.zip"), e::getMessage);
            }
            disk.heal();
            Unpacked unpacked = unpack(zip, disk.path(cache));
            assertEquals(2, unpacked.files().entries().size());
            Objects.requireNonNull(unpacked.use()).close();
            if (left.get() >= 0) {
                break;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shop-1.0/", "./", "./shop-1.0/"})
    @DisplayName("has its jars at its top, or in its only directory")
    void layout(String before) throws Exception {
        Unpacked unpacked =
                unpack(zip(before + "a.jar", before + "b.jar", before + "README.txt", "__MACOSX/._a.jar", ".DS"));
        List<Path> jars = unpacked.files().entries();
        assertEquals(2, jars.size());
        String name = before.contains("shop") ? "shop-1.0" : "shop";
        assertEquals(name, assertNotNullName(jars.get(0).getParent()));
        assertEquals(List.of(), unpacked.deeper());
    }

    private static String assertNotNullName(Path path) {
        assertNotNull(path);
        return path.getFileName().toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"readme.txt", "a/b/c.jar", "META-INF/MANIFEST.MF", "module-info.class"})
    @DisplayName("is none if it has no jars where a bundle has them, and says what it looks like")
    void none(String name) throws Exception {
        Unpacked unpacked = unpack(zip(name));
        assertTrue(
                unpacked.why()
                        .contains(
                                name.endsWith(".jar")
                                        ? "a/b/c.jar"
                                        : name.contains("e.txt") ? "without jars" : "of a jar"),
                unpacked::why);
        assertEquals(List.of(), Zips.below(temp.resolve("cache")));
    }

    @Test
    @DisplayName("may have other files beside its only directory")
    void fileBeside() throws Exception {
        Unpacked unpacked = unpack(zip("p-1/p.jar", "LICENSE.txt"));
        assertEquals("p-1", assertNotNullName(unpacked.files().entries().get(0).getParent()));
    }

    @Test
    @DisplayName("may be whole if the cache cannot be written to, which the message says")
    void noCache() throws Exception {
        FaultyFileSystem disk = new FaultyFileSystem(FileSystems.getDefault());
        Path zip = zip("shop-1/a.jar");
        Path cache = temp.resolve("cache");
        disk.befall((operation, file) -> {
            if (file.toString().endsWith("a.jar")) {
                throw new FileSystemException(file.toString(), null, "No space left on device");
            }
        });
        UnusableArtifactException why =
                assertThrows(UnusableArtifactException.class, () -> unpack(zip, disk.path(cache)));
        String message = String.valueOf(why.getMessage());
        assertTrue(message.startsWith(zip + " cannot be unpacked: writing to "), message);
        assertTrue(message.contains("No space left on device") && message.contains("index(...)"), message);
    }

    @Test
    @DisplayName("does not say where its jars are if two directories have some")
    void twoDirectories() throws Exception {
        assertTrue(unpack(zip("lib/a.jar", "classes/b.txt")).why().contains("lib/a.jar"));
        assertEquals(List.of("lib/b.jar"), unpack(zip("a.jar", "lib/b.jar")).deeper());
    }
}
