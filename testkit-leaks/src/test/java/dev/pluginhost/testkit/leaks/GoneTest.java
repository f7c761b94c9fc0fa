package dev.pluginhost.testkit.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The assertion. */
@Timeout(120)
class GoneTest {

    private static final Map<String, Object> HELD = new ConcurrentHashMap<>();
    private static final Duration SHORT = Duration.ofMillis(1);

    @TempDir
    Path directory;

    @AfterEach
    void letGo() {
        HELD.clear();
    }

    @Test
    @DisplayName("The message states what is there, what holds it and how, and after a semicolon the cure")
    void message() {
        Gone plugin = Plugin.use(jar(), task -> HELD.put("a task", task));

        AssertionError failure = assertThrows(AssertionError.class, () -> plugin.assertCollected(SHORT));

        assertEquals("""
                acme.weather was not collected within 1 ms, being held strongly by
                  static dev.pluginhost.testkit.leaks.GoneTest.HELD
                    -> ConcurrentHashMap.table
                    -> [N]
                    -> ConcurrentHashMap$Node.val of key "a task"
                    -> an instance of acme.weather.Task
                    -> class loader of acme.weather
                ; undo the first of these references in the stop of the plugin, or release it in the test""", failure.getMessage().replaceAll("\\[\\d+]", "[N]"));
    }

    @Test
    @DisplayName("What holds it in several ways is named once for each")
    void severalHolders() {
        Gone plugin = Plugin.use(jar(), task -> {
            HELD.put("one", task);
            HELD.put("two", task.getClass());
            System.getProperties().put("acme.task", task);
        });
        try {
            List<HeldPath> paths = plugin.paths();

            assertEquals(
                    Set.of("static java.lang.System.props", "static " + GoneTest.class.getName() + ".HELD"),
                    paths.stream().map(HeldPath::root).collect(Collectors.toSet()));
            assertEquals(2, paths.size());
        } finally {
            System.getProperties().remove("acme.task");
        }
    }

    @Test
    @DisplayName("Of two plugins of the same name, each is distinguished from the other")
    void sameName() {
        Path jar = jar();
        Gone first = Plugin.use(jar, task -> HELD.put("first", task));
        Gone second = Plugin.use(jar, task -> HELD.put("second", task));

        assertTrue(first.path().orElseThrow().toString().contains("of key \"first\""));
        assertTrue(second.path().orElseThrow().toString().contains("of key \"second\""));

        HELD.remove("first");
        first.assertCollected();
        assertFalse(second.isCollected());
        assertTrue(second.path().orElseThrow().toString().contains("of key \"second\""));

        HELD.clear();
        second.assertCollected();
    }

    @Test
    @DisplayName("A heap dump that the caller asks for stays, and can be searched later")
    void keptDump() {
        Path hprof = directory.resolve("kept.hprof");
        Gone plugin = Plugin.use(jar(), task -> HELD.put("a task", task));

        HeldPath path = plugin.path(hprof).orElseThrow();

        HELD.clear();
        plugin.assertCollected();
        assertTrue(Files.exists(hprof));
        assertEquals(path, HeapDump.shortestPath(hprof, plugin).orElseThrow());
    }

    @Test
    @DisplayName("No heap dump of its own is left")
    void temporaryDump() throws Exception {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Gone plugin = Plugin.use(jar(), task -> HELD.put("a task", task));

        assertThrows(AssertionError.class, () -> plugin.assertCollected(SHORT));

        try (var files = Files.list(temporary)) {
            long mine = ProcessHandle.current().pid();
            assertEquals(
                    0,
                    files.filter(file -> file.getFileName().toString().startsWith("pluginhost-leaks-" + mine + "-"))
                            .count());
        }
    }

    @Test
    @DisplayName("A heap dump can be written only to a new file whose name ends with .hprof")
    void refusedFiles() {
        Path hprof = HeapDump.write(directory.resolve("there.hprof"));

        Exception exists = assertThrows(UncheckedIOException.class, () -> HeapDump.write(hprof));
        Exception named =
                assertThrows(IllegalArgumentException.class, () -> HeapDump.write(directory.resolve("heap.dump")));

        assertTrue(exists.getMessage().contains("there.hprof"), exists::getMessage);
        assertTrue(named.getMessage().contains("heap.dump does not end with .hprof"), named::getMessage);
    }

    @Test
    @DisplayName("A file that is no heap dump, a missing one, and one from before are refused with the cure")
    void refusedDumps() throws Exception {
        Path text = Files.writeString(directory.resolve("text.hprof"), "This is a text and no heap dump.");
        Path before = HeapDump.write(directory.resolve("before.hprof"));
        Gone plugin = Plugin.use(jar(), task -> {});

        Exception none = assertThrows(IllegalArgumentException.class, () -> HeapDump.shortestPath(text, plugin));
        Exception missing = assertThrows(
                IllegalArgumentException.class,
                () -> HeapDump.shortestPath(directory.resolve("missing.hprof"), plugin));
        Exception early = assertThrows(IllegalArgumentException.class, () -> HeapDump.shortestPath(before, plugin));

        assertTrue(none.getMessage().contains("text.hprof is no heap dump"), none::getMessage);
        assertTrue(missing.getMessage().contains("missing.hprof"), missing::getMessage);
        assertTrue(early.getMessage().contains("; write that in the same JVM, and after Gone.of"), early::getMessage);
    }

    @Test
    @DisplayName("What lives as long as the JVM is refused")
    void refusedLoaders() {
        for (Module module : List.of(
                Object.class.getModule(),
                ClassLoader.getPlatformClassLoader().getUnnamedModule(),
                GoneTest.class.getModule())) {
            Exception refusal = assertThrows(IllegalArgumentException.class, () -> Gone.of(module));
            assertTrue(refusal.getMessage().contains("lives as long as the JVM; "), refusal::getMessage);
        }
    }

    @Test
    @DisplayName("A waiting thread that is interrupted gets an error and stays interrupted")
    void interrupted() {
        Gone plugin = Plugin.use(jar(), task -> HELD.put("a task", task));
        Thread.currentThread().interrupt();

        AssertionError failure = assertThrows(AssertionError.class, plugin::assertCollected);

        assertTrue(Thread.interrupted());
        assertTrue(failure.getMessage().contains("interrupted while waiting for acme.weather"), failure::getMessage);
    }

    @Test
    @Timeout(60)
    @DisplayName(
            "The assertion asks the JVM to collect, so a plugin that is released meanwhile is gone before the timeout")
    void letGoMeanwhile() throws Exception {
        Gone plugin = Plugin.use(jar(), task -> HELD.put("a task", task));
        Thread other = new Thread(HELD::clear);
        other.start();

        plugin.assertCollected(Duration.ofMinutes(10));

        other.join();
    }

    private Path jar() {
        return Plugin.running("").jar(directory);
    }
}
