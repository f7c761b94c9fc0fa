package dev.pluginhost.impl.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A plugin lives a whole life, from being discovered to being unloaded, once without a fault, to count what its file system is
 * asked for, and then once for each of these operations with a fault right before it.
 */
@DisplayName(
        "While a plugin that is an exploded module is discovered, imported, used and unloaded, any one operation that")
class FaultsAtEachReadTest extends FaultGround {

    private static final List<String> GOOD_LIFE = List.of("imported", "served", "acme.a.Late", "whole", "unloaded []");

    /** What begins so was thrown, or given, to whoever asked. */
    private static final String TOLD = "told ";

    private static final String UNSERVED = "unserved";

    @TempDir
    Path elsewhere;

    @ParameterizedTest(name = "{0} costs that plugin at most its life, and the failure names it")
    @EnumSource
    void onTheDefaultFileSystem(ReadFault fault) throws Exception {
        befallEach(fault, FileSystems.getDefault(), elsewhere);
    }

    @ParameterizedTest(name = "{0} does so on another file system, too")
    @EnumSource(names = {"FAILS", "CUT", "GONE"})
    void onAnother(ReadFault fault) throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            befallEach(fault, memory, memory.getPath("/plugins"));
        }
    }

    private void befallEach(ReadFault fault, FileSystem behind, Path home) throws Exception {
        Path module = serving().explodedIn(home);
        Map<Path, byte[]> whole = contents(module);
        FaultyFileSystem files = new FaultyFileSystem(behind);
        open(builder -> builder.plugins(files.path(home)).stopTimeout(Duration.ofSeconds(20)));
        int operations = count(files);
        assertTrue(operations > 30, "operations: " + operations);
        for (int nth = 1; nth <= operations; nth++) {
            int doomed = nth;
            AtomicInteger count = new AtomicInteger();
            files.befall((operation, file) -> {
                if (count.incrementAndGet() == doomed) {
                    fault.befall(operation, file, module);
                }
            });
            requireTypedFailure("operation " + nth + " of " + operations);
            files.heal();
            restore(whole);
            assertEquals(GOOD_LIFE, life(), "after operation " + nth);
        }
        othersWork();
        nothingIsLeft();
    }

    private int count(FaultyFileSystem files) throws Exception {
        assertEquals(GOOD_LIFE, life()); // some things are looked up once in a JVM
        AtomicInteger count = new AtomicInteger();
        files.befall((operation, file) -> count.incrementAndGet());
        assertEquals(GOOD_LIFE, life());
        files.heal();
        return count.get();
    }

    /** Whatever is missing in the plugin's life has a reported reason. */
    private void requireTypedFailure(String when) throws Exception {
        int logged = log.messages().size();
        try {
            List<String> missing = new ArrayList<>(life());
            missing.removeAll(GOOD_LIFE);
            List<String> warnings =
                    log.messages().subList(logged, log.messages().size());
            missing.removeIf(what -> what.startsWith(TOLD) || (what.equals(UNSERVED) && !warnings.isEmpty()));
            assertEquals(List.of(), missing, when + ", which was not reported");
        } catch (PluginException e) {
            assertTrue(e.getMessage().contains(PLUGIN), () -> when + ": " + e);
        }
        if (opened().find(PLUGIN).isPresent()) {
            assertEquals(List.of(), problems(get(opened().unload(PLUGIN))), when);
        }
    }

    /** What the plugin comes to; what is thrown by what is not an import is part of it. */
    private List<String> life() throws Exception {
        List<String> life = new ArrayList<>();
        opened().refresh();
        ImportedModule module = opened().importModule(PLUGIN);
        life.add("imported");
        life.add(service(module));
        life.add(told(load(module), "acme.a.Late"));
        life.add(told(read(module), "whole")); // of other bytes of the same length only the reader can know
        life.add("unloaded " + problems(get(opened().unload(PLUGIN))));
        return life;
    }

    private static String service(ImportedModule module) {
        try {
            return module.services(module.loadClass("acme.a.Greeting")).isEmpty() ? UNSERVED : "served";
        } catch (ClassNotFoundException | LinkageError e) {
            return TOLD + e;
        }
    }

    private static String told(Object outcome, String expected) {
        return outcome.equals(expected) ? expected : TOLD + outcome;
    }

    private static Map<Path, byte[]> contents(Path module) throws IOException {
        Map<Path, byte[]> contents = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(module)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file, Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private static void restore(Map<Path, byte[]> whole) throws IOException {
        for (Map.Entry<Path, byte[]> file : whole.entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.write(file.getKey(), file.getValue());
        }
    }
}
