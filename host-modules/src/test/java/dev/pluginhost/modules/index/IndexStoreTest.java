package dev.pluginhost.modules.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.modules.scan.Source;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A store of indexes")
class IndexStoreTest {

    private static final int ENTRIES = 50;
    private static final int ROUNDS = 200;

    @TempDir
    private Path temp;

    private Path source;
    private Path place;
    private IndexStore store;

    @BeforeEach
    void begin() throws IOException {
        source = Files.createDirectory(temp.resolve("plugins"));
        place = temp.resolve("new").resolve("index");
        store = new IndexStore(place, (message, thrown) -> {}, message -> {});
    }

    @Test
    @DisplayName("makes its directory for the owner alone")
    void owner() throws IOException {
        assumePosix();
        save("1");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(place)));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        assertEquals(List.of("1"), known());
    }

    @Test
    @DisplayName("does not believe a file that others can write to")
    void writableFile() throws IOException {
        assumePosix();
        save("1");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));
        assertEquals(List.of(), known());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(List.of("1"), known());
    }

    @Test
    @DisplayName("does not believe what is in a directory where others can replace it")
    void writableDirectory() throws IOException {
        assumePosix();
        save("1");
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertEquals(List.of(), known());
        Files.setAttribute(place, "unix:mode", 01777);
        assertEquals(List.of("1"), known());
    }

    @Test
    @DisplayName("does not believe another user's file")
    void anotherUser() throws IOException {
        assumePosix();
        save("1");
        try {
            Files.setAttribute(file(), "unix:uid", 12345);
        } catch (IOException e) {
            Assumptions.abort("only root can give files away");
        }
        assertEquals(List.of(), known());
    }

    @Test
    @DisplayName("follows no link")
    void link() throws IOException {
        assumePosix();
        save("1");
        Path file = file();
        Files.createSymbolicLink(file, Files.move(file, temp.resolve("elsewhere")));
        assertEquals(List.of(), known());
    }

    @Test
    @DisplayName("believes no file that is far too big, and reads none of it")
    void tooBig() throws IOException {
        save("1");
        Path file = file();
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.position(1L << 33).write(ByteBuffer.allocate(1));
        }
        assertEquals(List.of(), known());
        save("2");
        assertEquals(List.of("2"), known());
    }

    @Test
    @DisplayName("gives whole indexes while several threads write at the same time, and leaves nothing else behind")
    void writers() throws Exception {
        save("0");
        AtomicInteger versions = new AtomicInteger();
        Callable<Void> writer = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                save(String.valueOf(versions.incrementAndGet()));
            }
            return null;
        };
        Callable<Void> reader = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                List<String> known = known();
                assertEquals(1, known.size(), () -> "not one whole index: " + known);
            }
            return null;
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Void>> ends = new ArrayList<>();
            for (Callable<Void> task : List.of(writer, reader, writer, reader)) {
                ends.add(threads.submit(task));
            }
            for (Future<Void> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }
        try (Stream<Path> files = Files.list(place)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    @DisplayName("keeps nothing that a thread found which was interrupted")
    void interrupted() throws IOException {
        save("1");
        Thread.currentThread().interrupt();
        save("2");
        assertTrue(Thread.interrupted());
        assertEquals(List.of("1"), known());
    }

    @Test
    @DisplayName("is by default where the system keeps what programs can make anew")
    void places() {
        Assumptions.assumeTrue(source.getFileSystem().getSeparator().equals("/"));
        assertEquals(Optional.of("/home/me/.cache/pluginhost"), place("Linux", "/home/me", Map.of()));
        assertEquals(
                Optional.of("/cache/pluginhost"),
                place("Linux", "/home/me", Map.of("XDG_CACHE_HOME", "/cache", "LOCALAPPDATA", "/local")));
        assertEquals(
                Optional.of("/home/me/.cache/pluginhost"), place("Linux", "/home/me", Map.of("XDG_CACHE_HOME", "")));
        assertEquals(Optional.of("/me/Library/Caches/pluginhost"), place("Mac OS X", "/me", Map.of()));
        assertEquals(Optional.of("/local/pluginhost"), place("Windows 11", "/me", Map.of("LOCALAPPDATA", "/local")));
        assertEquals(Optional.of("/me/AppData/Local/pluginhost"), place("Windows 11", "/me", Map.of()));
        assertEquals(Optional.empty(), place("Linux", "?", Map.of()));
    }

    @Test
    @DisplayName("has a file for each Java feature version")
    void oneForEachJava() throws IOException {
        save("1");
        assertTrue(file().toString().endsWith("-" + Runtime.version().feature() + ".index"), file()::toString);
    }

    private static Optional<String> place(String system, String home, Map<String, String> environment) {
        Map<String, String> properties = Map.of("os.name", system, "user.home", home);
        return IndexStore.cache(environment::get, properties::get).map(Path::toString);
    }

    /** Saves that all jars are in that version. */
    private void save(String version) throws IOException {
        Index index = store.open(new Source(source, false));
        for (int i = 0; i < ENTRIES; i++) {
            index.note(new Index.Declaration(
                    i + ".jar",
                    "looks",
                    ModuleDescriptor.newAutomaticModule("m" + i)
                            .version(version)
                            .build(),
                    new byte[0],
                    i,
                    true));
        }
        store.save(index);
    }

    /** The versions that are known of the jars. */
    private List<String> known() throws IOException {
        Index index = store.open(new Source(source, false));
        List<String> versions = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            Index.Declaration entry = index.find(i + ".jar", "looks");
            if (entry != null) {
                versions.add(entry.descriptor().rawVersion().orElseThrow());
            }
        }
        return versions.stream().distinct().toList();
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all::toString);
            return all.get(0);
        }
    }

    private void assumePosix() {
        Assumptions.assumeTrue(
                temp.getFileSystem().supportedFileAttributeViews().contains("unix"), "files have no owners here");
    }
}
