package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.impl.faults.FaultyFileSystem;
import dev.pluginhost.impl.faults.FaultyFileSystem.Operation;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A host with an index")
class IndexHostTest extends HostFixture {

    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    @TempDir
    private Path temp;

    private final LogCapture log = new LogCapture("dev.pluginhost");

    private Path place;

    @BeforeEach
    void begin() throws IOException {
        place = temp.resolve("index");
        Files.setLastModifiedTime(install(plugin("acme.a")), LONG_AGO);
    }

    @AfterEach
    void nothingIsLogged() {
        log.close();
        List<String> logged = new ArrayList<>(log.messages());
        logged.removeAll(log.messages("Plugin host started in"));
        assertEquals(List.of(), logged);
    }

    @Test
    @DisplayName("writes it into the given directory, and nowhere else")
    void thereOnly() throws IOException {
        List<Path> before = files(plugins);
        hostWithIndex().start();
        assertEquals(2, files(place).size(), "an index and a graph");
        assertEquals(before, files(plugins));
    }

    @Test
    @DisplayName("writes it into the user's cache by default")
    void byDefault() throws IOException {
        String cache = System.getenv("XDG_CACHE_HOME");
        Assumptions.assumeTrue(cache != null, "it would be in the real one");
        try (PluginHost host = Hosts.builder().plugins(plugins).build()) {
            host.start();
        }
        List<Path> ours = new ArrayList<>();
        for (Path file : files(Path.of(cache).resolve("pluginhost"))) {
            if (Files.isRegularFile(file) // and not the directory of unpacked bundles
                    && Files.readString(file, StandardCharsets.ISO_8859_1).contains(plugins.toString())) {
                ours.add(file);
                Files.delete(file);
            }
        }
        assertEquals(2, ours.size(), ours::toString);
    }

    @Test
    @DisplayName("without an index writes none")
    void none() {
        host(builder -> builder.index(place).noIndex()).start();
        assertFalse(Files.exists(place));
    }

    @Test
    @DisplayName("works where each thing that is done to the index fails in its turn, and leaves no half of one")
    void faults() throws IOException {
        FaultyFileSystem disk = new FaultyFileSystem(FileSystems.getDefault());
        for (int turn = 0; ; turn++) {
            AtomicInteger left = new AtomicInteger(turn);
            disk.befall((operation, file) -> {
                if (left.getAndDecrement() == 0) {
                    throw new FileSystemException(file.toString(), null, "No space left on device");
                }
            });
            for (int round = 0; round < 2; round++) {
                PluginHost host = host(builder -> builder.index(disk.path(place)));
                host.start();
                assertEquals(List.of("acme.a"), names(host));
            }
            disk.heal();
            if (left.get() >= 0) {
                break; // nothing was left to fail
            }
            for (Path file : Files.isDirectory(place) ? files(place) : List.<Path>of()) {
                assertTrue(file.toString().endsWith(".index"), file.toString());
                Files.delete(file);
            }
            Files.deleteIfExists(place);
        }
        assertEquals(2, files(place).size());
    }

    @Test
    @DisplayName("works on a disk that takes nothing, and reads on one that cannot be written to")
    void fullDisk() throws IOException {
        FaultyFileSystem disk = new FaultyFileSystem(FileSystems.getDefault());
        disk.befall((operation, file) -> {
            if (operation == Operation.WRITE) {
                throw new FileSystemException(file.toString(), null, "No space left on device");
            }
        });
        PluginHost host = host(builder -> builder.index(disk.path(place)));
        host.start();
        assertEquals(List.of("acme.a"), names(host));
        assertEquals(List.of(), files(place));
        hostWithIndex().start();
        disk.befall((operation, file) -> {
            if (operation == Operation.CHANGE) {
                throw new FileSystemException(file.toString(), null, "Read-only file system");
            }
        });
        PluginHost reader = host(builder -> builder.index(disk.path(place)));
        reader.start();
        assertEquals(List.of("acme.a"), names(reader));
    }

    @Test
    @DisplayName("sees a jar that was replaced when it reads its sources again")
    void refresh() throws IOException {
        PluginHost host = hostWithIndex();
        host.start();
        Files.setLastModifiedTime(install(plugin("acme.a").version("2")), FileTime.fromMillis(1_000));
        assertEquals(List.of("acme.a"), host.refresh().changed());
        assertEquals("2", info(host, "acme.a").version().orElseThrow().toString());
    }

    private PluginHost hostWithIndex() {
        return host(builder -> builder.index(place));
    }

    private static List<String> names(PluginHost host) {
        return host.plugins().stream().map(PluginInfo::name).toList();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
