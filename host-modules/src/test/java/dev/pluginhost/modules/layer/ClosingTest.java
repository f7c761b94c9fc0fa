package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosingTest {

    @TempDir
    Path directory;

    private final Layers layers = new Layers();

    @AfterEach
    void close() throws IOException {
        layers.close();
    }

    private static PluginSource plugin() {
        return PluginSource.module("acme.x")
                .exports("acme.x")
                .source(
                        "acme.x.Main",
                        "public class Main {"
                                + " public static String loaded() { return \"works\"; }"
                                + " public static String unloaded() { return Late.text(); } }")
                .source("acme.x.Late", "public class Late { static String text() { return \"late\"; } }")
                .resource("text.txt", "text");
    }

    @Test
    @DisplayName("Classes that are loaded go on working")
    void loadedClasses() throws Exception {
        PluginLayer layer = layers.define(plugin().jar(directory));
        Class<?> main = layer.loader().loadClass("acme.x.Main");
        layer.close();

        assertEquals("works", Layers.call(main, "loaded"));
        assertSame(main, layer.loader().loadClass("acme.x.Main"));
        assertSame(main, Class.forName(layer.module(), "acme.x.Main"));
    }

    @Test
    @DisplayName("Classes that are not loaded fail with the reason")
    void notLoaded() throws Exception {
        Path jar = plugin().jar(directory);
        PluginLayer layer = layers.define(jar);
        Class<?> main = layer.loader().loadClass("acme.x.Main");
        layer.close();

        String reason = "acme.x.Late: cannot be read from module acme.x:"
                + " plugin acme.x is closed; nothing more can be read from " + jar;
        assertEquals(
                reason,
                assertThrows(ClassNotFoundException.class, () -> layer.loader().loadClass("acme.x.Late"))
                        .getMessage());
        assertEquals(
                reason,
                assertThrows(NoClassDefFoundError.class, () -> Class.forName(layer.module(), "acme.x.Late"))
                        .getMessage());
        Throwable linking = assertThrows(InvocationTargetException.class, () -> Layers.call(main, "unloaded"))
                .getCause();
        assertEquals(NoClassDefFoundError.class, linking.getClass());
        assertEquals(reason, linking.getCause().getMessage());
    }

    @Test
    @DisplayName("Resources are not found any more")
    void resources() throws Exception {
        PluginLayer layer = layers.define(plugin().jar(directory));
        assertNotNull(layer.loader().getResource("text.txt"));
        layer.close();

        assertNull(layer.loader().getResource("text.txt"));
        assertNull(layer.loader().getResourceAsStream("text.txt"));
        assertThrows(IOException.class, () -> layer.loader().getResources("text.txt"));
        assertThrows(IOException.class, () -> layer.module().getResourceAsStream("text.txt"));
    }

    @Test
    @DisplayName("Closing may be repeated")
    void repeated() throws Exception {
        PluginLayer layer = layers.define(plugin().jar(directory));

        layer.close();
        layer.close();
    }

    @Test
    @DisplayName("Closing a plugin leaves those it requires open")
    void requiredStayOpen() throws Exception {
        Path jar = plugin().jar(directory);
        PluginLayer required = layers.define(jar);
        PluginLayer user = layers.define(
                PluginSource.module("acme.y")
                        .requires("acme.x")
                        .compiledAgainst(jar)
                        .jar(directory),
                required);
        user.close();

        assertEquals("late", Layers.call(required, "acme.x.Main", "unloaded"));
    }

    @Test
    @DisplayName("A thread that loads while it closes gets the whole class or the reason")
    void meanwhile() throws Exception {
        int count = 200;
        PluginSource source = PluginSource.module("acme.many");
        for (int i = 0; i < count; i++) {
            source = source.source(
                    "acme.many.C" + i, "public class C" + i + " { String big = \"" + "x".repeat(2000) + "\"; }");
        }
        Path jar = source.jar(directory);
        for (int round = 0; round < 30; round++) {
            PluginLayer layer = layers.define(jar);
            int closeAfter = round * 5;
            CountDownLatch loadedSome = new CountDownLatch(closeAfter + 1);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<Integer>> answers = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    int first = thread * 50;
                    answers.add(threads.submit(() -> load(layer, first, count, loadedSome)));
                }
                loadedSome.await();
                layer.close();
                for (Future<Integer> answer : answers) {
                    assertTrue(answer.get() >= 0);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** Loads classes until one fails, which has to be for the closing. */
    private static int load(PluginLayer layer, int first, int count, CountDownLatch loadedSome) {
        for (int i = 0; i < count; i++) {
            try {
                layer.loader().loadClass("acme.many.C" + (first + i) % count);
                loadedSome.countDown();
            } catch (ClassNotFoundException e) {
                assertTrue(e.getMessage().contains("plugin acme.many is closed"), e::getMessage);
                return i;
            }
        }
        return count;
    }

    @Test
    @DisplayName("A closed layer that nobody holds is collected")
    void collected() throws Exception {
        Path jar = plugin().jar(directory);
        ReferenceQueue<ClassLoader> queue = new ReferenceQueue<>();
        WeakReference<ClassLoader> loader = new WeakReference<>(usedAndClosed(jar), queue);

        boolean collected = false;
        for (int i = 0; i < 50 && !collected; i++) {
            System.gc();
            collected = queue.remove(100) != null;
        }
        assertTrue(collected, () -> "still there: " + loader.get());
    }

    private static ClassLoader usedAndClosed(Path jar) throws Exception {
        try (Layers own = new Layers()) {
            PluginLayer layer = own.define(jar);
            assertEquals("late", Layers.call(layer, "acme.x.Main", "unloaded"));
            layer.loader().getResource("text.txt").openStream().readAllBytes();
            return layer.loader();
        }
    }
}
