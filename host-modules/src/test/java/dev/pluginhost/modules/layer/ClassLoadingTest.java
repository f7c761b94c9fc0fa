package dev.pluginhost.modules.layer;

import static dev.pluginhost.modules.layer.Layers.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassLoadingTest {

    private static final int THREADS = 16;

    @TempDir
    Path directory;

    private final Layers layers = new Layers();

    @AfterEach
    void close() throws IOException {
        layers.close();
    }

    private static PluginSource library(String version) {
        return PluginSource.module("acme.lib")
                .version(version)
                .exports("acme.lib")
                .source(
                        "acme.lib.Lib",
                        "public class Lib { public static String version() { return \"" + version + "\"; } }");
    }

    private static PluginSource user(String name) {
        return PluginSource.module(name)
                .requires("acme.lib")
                .exports(name)
                .source(
                        name + ".Main",
                        "public class Main { public static String library() { return acme.lib.Lib.version(); } }");
    }

    @Test
    @DisplayName("The loader is named like the plugin and has its libraries in its unnamed module")
    void loader() throws Exception {
        PluginLayer layer = layers.define(
                Layers.bundle(Bundle.of(user("acme.x"), library("1")).in(directory, "x"), "acme.x"));

        assertEquals("acme.x", layer.loader().getName());
        assertSame(layer.module(), layer.loader().loadClass("acme.x.Main").getModule());
        assertSame(layer.loader(), layer.loader().loadClass("acme.lib.Lib").getClassLoader());
        assertSame(
                layer.loader().getUnnamedModule(),
                layer.loader().loadClass("acme.lib.Lib").getModule());
        assertEquals(1, layer.layer().modules().size());
        assertTrue(layer.loader().isRegisteredAsParallelCapable());
    }

    /** Has the central directory say that a file has so many bytes. */
    private static void lieAboutTheSize(Path jar, String entry, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(jar)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bytes.limit() - 46; at++) {
            if (bytes.getInt(at) == 0x02014b50) { // a header of the central directory
                String name = new String(bytes.array(), at + 46, bytes.getShort(at + 28), StandardCharsets.UTF_8);
                if (name.equals(entry)) {
                    bytes.putInt(at + 24, size);
                }
            }
        }
        Files.write(jar, bytes.array());
    }

    @ParameterizedTest
    @DisplayName("A class is read as a whole though the jar declares a wrong size")
    @ValueSource(ints = {0, 10, 1_000_000})
    void wrongSize(int size) throws Exception {
        Path jar = library("1").jar(directory);
        lieAboutTheSize(jar, "acme/lib/Lib.class", size);

        assertEquals("1", call(layers.define(jar).loader().loadClass("acme.lib.Lib"), "version"));
    }

    @Test
    @DisplayName("Two bundles use two versions of one private library at once")
    void twoVersions() throws Exception {
        PluginLayer one = layers.define(
                Layers.bundle(Bundle.of(user("acme.x"), library("1")).in(directory, "x"), "acme.x"));
        PluginLayer two = layers.define(
                Layers.bundle(Bundle.of(user("acme.y"), library("2")).in(directory, "y"), "acme.y"));

        assertEquals("1", call(one, "acme.x.Main", "library"));
        assertEquals("2", call(two, "acme.y.Main", "library"));
        assertNotSame(one.loader().loadClass("acme.lib.Lib"), two.loader().loadClass("acme.lib.Lib"));
    }

    @Test
    @DisplayName("A class of a required plugin comes from that plugin's loader")
    void requiredPlugin() throws Exception {
        Path jar = library("1").jar(directory);
        PluginLayer library = layers.define(jar);
        PluginLayer user = layers.define(user("acme.x").compiledAgainst(jar).jar(directory), library);

        assertSame(library.loader().loadClass("acme.lib.Lib"), user.loader().loadClass("acme.lib.Lib"));
        assertEquals("1", call(user, "acme.x.Main", "library"));
    }

    @Test
    @DisplayName("A package that a required plugin does not export is not found")
    void notExported() throws Exception {
        Path jar = library("1")
                .source("acme.lib.internal.Secret", "public class Secret {}")
                .jar(directory);
        PluginLayer library = layers.define(jar);
        PluginLayer user = layers.define(user("acme.x").compiledAgainst(jar).jar(directory), library);

        assertThrows(ClassNotFoundException.class, () -> user.loader().loadClass("acme.lib.internal.Secret"));
    }

    @Test
    @DisplayName("What a required plugin requires transitively is used through it")
    void transitively() throws Exception {
        Path jar = library("1").jar(directory);
        PluginLayer library = layers.define(jar);
        Path middle = PluginSource.module("acme.middle")
                .requires("transitive acme.lib")
                .compiledAgainst(jar)
                .jar(directory);
        PluginLayer between = layers.define(middle, library);
        PluginLayer user = layers.define(
                PluginSource.module("acme.x")
                        .requires("acme.middle")
                        .source(
                                "acme.x.Main",
                                "public class Main { public static String library() { return acme.lib.Lib.version(); } }")
                        .compiledAgainst(middle, jar)
                        .exports("acme.x")
                        .jar(directory),
                between);

        assertEquals("1", call(user, "acme.x.Main", "library"));
    }

    @Test
    @DisplayName("A private library that its plugin requires transitively is shared")
    void sharedLibrary() throws Exception {
        Path bundle = Bundle.of(PluginSource.module("acme.y").requires("transitive acme.lib"), library("1"))
                .in(directory, "y");
        PluginLayer required = layers.define(Layers.bundle(bundle, "acme.y"));
        PluginLayer user = layers.define(
                user("acme.x").requires("acme.y").compiledAgainst(bundle).jar(directory), required);

        assertEquals("1", call(user, "acme.x.Main", "library"));
        assertSame(required.loader(), user.loader().loadClass("acme.lib.Lib").getClassLoader());
    }

    @Test
    @DisplayName("An optional requires is not met by a private library of another plugin")
    void optionalRequires() throws Exception {
        Path bundle = Bundle.of(PluginSource.module("acme.y").requires("acme.lib"), library("1"))
                .in(directory, "y");
        PluginLayer required = layers.define(Layers.bundle(bundle, "acme.y"));
        PluginLayer user = layers.define(
                PluginSource.module("acme.x")
                        .requires("acme.y", "static acme.lib")
                        .compiledAgainst(bundle)
                        .jar(directory),
                required);

        assertThrows(ClassNotFoundException.class, () -> user.loader().loadClass("acme.lib.Lib"));
    }

    @Test
    @DisplayName("A library uses all of the JDK though the plugin does not require it")
    void wholeJdk() throws Exception {
        PluginSource automatic = PluginSource.automatic("acme.auto")
                .automaticModuleName("acme.auto")
                .source(
                        "acme.auto.Auto",
                        "public class Auto { public static String sql() { return java.sql.Types.class.getName(); } }");
        PluginSource plugin = PluginSource.module("acme.x")
                .requires("acme.auto")
                .exports("acme.x")
                .source(
                        "acme.x.Main",
                        "public class Main { public static String sql() { return acme.auto.Auto.sql(); } }");
        PluginLayer layer =
                layers.define(Layers.bundle(Bundle.of(plugin, automatic).in(directory, "x"), "acme.x"));

        assertEquals("java.sql.Types", call(layer, "acme.x.Main", "sql"));
    }

    @Test
    @DisplayName("Every package of a required automatic plugin is found")
    void automaticPlugin() throws Exception {
        Path jar = PluginSource.automatic("acme.auto")
                .automaticModuleName("acme.auto")
                .source("acme.auto.deep.Auto", "public class Auto { public static String text() { return \"auto\"; } }")
                .jar(directory);
        PluginLayer automatic = layers.define(jar);
        PluginLayer user = layers.define(
                PluginSource.module("acme.x")
                        .requires("acme.auto")
                        .exports("acme.x")
                        .source(
                                "acme.x.Main",
                                "public class Main { public static String text() { return acme.auto.deep.Auto.text(); } }")
                        .compiledAgainst(jar)
                        .jar(directory),
                automatic);

        assertEquals("auto", call(user, "acme.x.Main", "text"));
    }

    @Test
    @DisplayName("What is read of the JDK is found whatever the application's loader finds")
    void readOfTheJdk() throws Exception {
        ClassLoader nothing = new ClassLoader(null) {
            @Override
            public Class<?> loadClass(String name) throws ClassNotFoundException {
                throw new ClassNotFoundException(name);
            }
        };
        Path jar = PluginSource.module("acme.x")
                .requires("java.logging", "java.sql")
                .jar(directory);
        PluginLayer layer = layers.define(Layers.candidate(jar), nothing);

        assertSame(String.class, layer.loader().loadClass("java.lang.String"));
        assertEquals(
                "java.logging",
                layer.loader().loadClass("java.util.logging.Logger").getModule().getName());
        assertEquals(
                "java.sql",
                layer.loader().loadClass("java.sql.Types").getModule().getName());
        assertThrows(ClassNotFoundException.class, () -> layer.loader().loadClass("java.rmi.Remote"));
    }

    @Test
    @DisplayName("A class that is nowhere fails with its name alone")
    void nowhere() throws Exception {
        PluginLayer layer = layers.define(library("1").jar(directory));

        ClassNotFoundException own =
                assertThrows(ClassNotFoundException.class, () -> layer.loader().loadClass("acme.lib.Nope"));
        assertEquals("acme.lib.Nope", own.getMessage());
        assertThrows(ClassNotFoundException.class, () -> layer.loader().loadClass("nowhere.Nope"));
        assertNull(Class.forName(layer.module(), "acme.lib.Nope"));
    }

    @Test
    @DisplayName("Sixteen threads that race for one class get one class")
    void racing() throws Exception {
        for (int round = 0; round < 50; round++) {
            PluginLayer layer = layers.define(library("1").jar(directory));
            Set<Class<?>> loaded = Collections.newSetFromMap(new IdentityHashMap<>());
            loaded.addAll(race(index -> () -> index % 2 == 0
                    ? layer.loader().loadClass("acme.lib.Lib")
                    : Class.forName(layer.module(), "acme.lib.Lib")));
            assertEquals(1, loaded.size());
        }
    }

    @Test
    @DisplayName("Sixteen threads load many linked classes in different orders")
    void manyThreads() throws Exception {
        int count = 60;
        PluginSource source = PluginSource.module("acme.many").exports("acme.many");
        for (int i = 0; i < count; i++) {
            String parent = i == 0 ? "Object" : "C" + (i - 1) / 2;
            source = source.source(
                    "acme.many.C" + i,
                    "public class C" + i + " extends " + parent + " { Object next() { return new C" + (i + 1) % count
                            + "(); } }");
        }
        Path jar = source.jar(directory);
        for (int round = 0; round < 20; round++) {
            PluginLayer layer = layers.define(jar);
            race(index -> () -> {
                for (int i = 0; i < count; i++) {
                    int which = index % 2 == 0 ? (i + index * 7) % count : (count - 1 - i + index * 7) % count;
                    Class<?> type = Class.forName("acme.many.C" + which, true, layer.loader());
                    assertSame(layer.loader(), type.getClassLoader());
                }
                return Object.class;
            });
        }
    }

    private interface Racer {
        Callable<Class<?>> numbered(int index);
    }

    private static List<Class<?>> race(Racer racer) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Class<?>>> answers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Callable<Class<?>> run = racer.numbered(i);
                answers.add(threads.submit(() -> {
                    start.await();
                    return run.call();
                }));
            }
            List<Class<?>> loaded = new ArrayList<>();
            for (Future<Class<?>> answer : answers) {
                loaded.add(answer.get());
            }
            return loaded;
        } finally {
            threads.shutdownNow();
        }
    }
}
