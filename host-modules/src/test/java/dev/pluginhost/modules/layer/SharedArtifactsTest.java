package dev.pluginhost.modules.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pluginhost.modules.application.Application;
import dev.pluginhost.testkit.Bundle;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Artifacts that are shared")
class SharedArtifactsTest {

    @TempDir
    Path directory;

    private final JarFiles budget = new JarFiles(5, message -> {});
    private final Layers layers = new Layers(budget);

    private Path jar;
    private PluginLayer first;

    private static PluginSource plugin() {
        return PluginSource.module("acme.x")
                .exports("acme.x")
                .source(
                        "acme.x.Main",
                        "public class Main { static int count;"
                                + " public static int count() { return ++count; }"
                                + " public static String late() { return Late.text(); } }")
                .source("acme.x.Late", "public class Late { static String text() { return \"late\"; } }")
                .resource("text.txt", "text");
    }

    @BeforeEach
    void define() throws IOException {
        assumeTrue(OpenFiles.canBeCounted());
        jar = plugin().jar(directory);
        first = layers.define(jar);
    }

    @AfterEach
    void close() throws IOException {
        layers.close();
        assertEquals(0, OpenFiles.below(directory));
        assertEquals(0, budget.count());
    }

    private PluginLayer again() throws IOException {
        return PluginLayer.define(
                first.resolution(),
                first.artifacts().share(),
                Application.ofLayer(Layers.APPLICATION, Layers.APPLICATION_LOADER),
                List.of());
    }

    @Test
    @DisplayName("make another layer of the same resolution, with classes of its own")
    void anotherLayer() throws Exception {
        try (PluginLayer second = again()) {
            assertEquals(1, OpenFiles.below(directory));
            assertEquals(1, Layers.call(first, "acme.x.Main", "count"));
            assertEquals(2, Layers.call(first, "acme.x.Main", "count"));
            assertEquals(1, Layers.call(second, "acme.x.Main", "count"));
            assertNotSame(first.module(), second.module());
        }
    }

    @Test
    @DisplayName("are read through an object that is not closed, and through no other")
    void eachClosesHisOwn() throws Exception {
        try (PluginLayer second = again()) {
            first.close();
            first.close();

            assertEquals("late", Layers.call(second, "acme.x.Main", "late"));
            ClassNotFoundException failure = assertThrows(
                    ClassNotFoundException.class, () -> first.loader().loadClass("acme.x.Late"));
            assertEquals(
                    "acme.x.Late: cannot be read from module acme.x:"
                            + " plugin acme.x is closed; nothing more can be read from " + jar,
                    failure.getMessage());
            assertThrows(IOException.class, () -> first.artifacts().share());
            assertFalse(first.artifacts().intact());
            assertTrue(second.artifacts().intact());
        }
    }

    @Test
    @DisplayName("are closed with the last owner")
    void theLastOneCloses() throws IOException {
        PluginLayer second = again();
        first.close();
        assertEquals(1, OpenFiles.below(directory));
        second.close();

        assertEquals(0, OpenFiles.below(directory));
    }

    @Test
    @DisplayName("take back what one owner has lent when it closes, and keep nothing open for it")
    void whatOneHasLentEndsWithHim() throws IOException {
        try (PluginLayer second = again()) {
            URL url = first.loader().getResource("text.txt");
            InputStream stream = url.openStream();
            JarFile lent = ((JarURLConnection) url.openConnection()).getJarFile();
            InputStream others = second.loader().getResourceAsStream("text.txt");
            first.close();

            IOException failure = assertThrows(IOException.class, stream::read);
            assertEquals("plugin acme.x is closed; nothing more can be read from " + jar, failure.getMessage());
            assertThrows(IllegalStateException.class, () -> lent.getEntry("text.txt"));
            assertThrows(IOException.class, url::openStream);
            assertEquals("text", new String(others.readAllBytes(), StandardCharsets.UTF_8));
            budget.closeIdle();
            assertEquals(0, OpenFiles.below(directory));
            stream.close();
        }
    }

    @Test
    @DisplayName("are intact while they are open, though the file be gone; idle, only if it is there")
    void intact() throws IOException {
        assertTrue(first.artifacts().intact());
        budget.closeIdle();
        assertTrue(first.artifacts().intact());
        first.loader().getResource("text.txt"); // opens it
        Files.delete(jar);
        assertTrue(first.artifacts().intact());
        try (PluginLayer second = again()) {
            assertEquals(
                    "text",
                    new String(second.loader().getResourceAsStream("text.txt").readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    @DisplayName("are not intact if a file changed while its jar was closed")
    void notIntact() throws IOException {
        budget.closeIdle();
        Files.write(jar, plugin().version("2").bytes());

        assertFalse(first.artifacts().intact());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    @DisplayName("are not intact if a pipe has taken the place of a jar that is closed, and the pipe is not opened")
    void pipe() throws Exception {
        budget.closeIdle();
        Files.delete(jar);
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", jar.toString()).inheritIO().start().waitFor());

        assertFalse(assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> first.artifacts().intact()));
    }

    @Test
    @DisplayName("may be a bundle, which is intact if each of its jars is")
    @SuppressWarnings("try") // closed early, which is the point
    void bundles() throws IOException {
        Path bundle = Bundle.of(plugin(), PluginSource.module("acme.a")).in(directory, "x");
        OpenArtifacts artifacts = OpenArtifacts.open(Layers.bundle(bundle, "acme.x"), budget, false);
        try (OpenArtifacts shared = artifacts.share()) {
            artifacts.close();
            assertTrue(shared.intact());
            budget.closeIdle();
            Files.delete(bundle.resolve("acme.a.jar"));
            assertFalse(shared.intact());
        }
    }

    @Test
    @DisplayName("may be exploded modules")
    void exploded() throws Exception {
        Path module = plugin().explodedIn(directory);
        OpenArtifacts artifacts = OpenArtifacts.open(Layers.candidate(module), budget, false);
        OpenArtifacts shared = artifacts.share();
        artifacts.close();

        assertThrows(IOException.class, () -> artifacts.modules.get(0).open("text.txt"));
        assertThrows(IOException.class, artifacts::share);
        shared.modules.get(0).open("text.txt").close();
        assertTrue(shared.intact());
        assertFalse(artifacts.intact());
        plugin().version("2").explodedIn(directory);
        assertFalse(shared.intact());
        Files.delete(module.resolve("module-info.class"));
        assertFalse(shared.intact());
        shared.close();
    }

    @Test
    @DisplayName("have nothing open after all owners have closed at the same time, among readers")
    void ownersRace() throws Exception {
        first.close();
        for (int round = 0; round < 100; round++) {
            OpenArtifacts artifacts = OpenArtifacts.open(Layers.candidate(jar), budget, false);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                CountDownLatch ready = new CountDownLatch(4);
                List<Future<?>> futures = new ArrayList<>();
                for (OpenArtifacts each : List.of(artifacts, artifacts.share(), artifacts.share(), artifacts.share())) {
                    futures.add(threads.submit(() -> {
                        ready.countDown();
                        ready.await();
                        each.modules.get(0).classFile("module-info.class");
                        budget.closeIdle();
                        each.close();
                        return null;
                    }));
                }
                for (Future<?> future : futures) {
                    future.get(30, TimeUnit.SECONDS);
                }
            } finally {
                threads.shutdownNow();
            }
            assertEquals(0, OpenFiles.below(directory));
            assertEquals(0, budget.count());
        }
    }
}
