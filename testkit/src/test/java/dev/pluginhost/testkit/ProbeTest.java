package dev.pluginhost.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProbeTest {

    private final Probe probe = new Probe();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    @DisplayName("The test hears what a plugin says in order and on which thread")
    void hears() {
        run("Probe.say(\"one\"); Probe.reach(\"two\"); Probe.say(\"one\");");

        assertEquals(List.of("one", "two", "one"), probe.said());
        assertEquals(2, probe.count("one"));
        assertEquals(0, probe.count("three"));
        assertEquals(List.of(Thread.currentThread().getName()), probe.threadsOf("two"));
    }

    @Test
    @DisplayName("A plugin waits until the test releases it")
    void waits() throws Exception {
        FutureTask<Void> plugin = start("Probe.await(\"go\"); Probe.say(\"gone\");");

        probe.awaitReached("go");
        assertEquals(List.of("go"), probe.held());
        assertEquals(0, probe.count("gone"));
        probe.release("go");
        plugin.get();

        assertEquals(List.of("gone"), probe.said());
        assertEquals(List.of(), probe.held());
    }

    @Test
    @DisplayName("A latch stays open for threads that come later")
    void stays() {
        probe.release("go");

        run("Probe.await(\"go\"); Probe.awaitUninterruptibly(\"go\");");

        assertEquals(2, probe.count("go"));
    }

    @Test
    @DisplayName("An interrupt ends a wait")
    void interrupted() {
        Thread.currentThread().interrupt();

        RuntimeException failure = assertThrows(RuntimeException.class, () -> run("Probe.await(\"go\");"));

        assertTrue(failure.getCause() instanceof InterruptedException);
    }

    @Test
    @DisplayName("An interrupt does not end an uninterruptible wait")
    void uninterruptible() throws Exception {
        FutureTask<Void> plugin =
                start("Thread.currentThread().interrupt(); Probe.awaitUninterruptibly(\"go\"); Probe.say(\"gone\");");

        probe.awaitReached("go");
        assertEquals(List.of("go"), probe.held());
        probe.release("go");
        plugin.get();

        assertEquals(List.of("gone"), probe.said());
    }

    @Test
    @DisplayName("Closing ends every wait and leaves no trace")
    void closed() throws Exception {
        long before = traces();
        Probe mine = new Probe();
        Path jar = Layers.runnable("acme.stuck", "Probe.awaitUninterruptibly(\"never\"); Probe.await(\"never\");")
                .probe(mine)
                .jar(directory);
        FutureTask<Void> plugin = start(jar, "acme.stuck");
        mine.awaitReached("never");
        assertEquals(before + 1, traces());

        mine.close();

        plugin.get(10, TimeUnit.SECONDS);
        assertEquals(before, traces());
    }

    @Test
    @DisplayName("What a plugin says to a closed probe is not heard")
    void nobody() {
        Path jar = fixture("Probe.say(\"anyone?\"); Probe.await(\"never\");").jar(directory);
        probe.close();

        assertDoesNotThrow(() -> Layers.run("acme.talker", jar));

        assertEquals(List.of(), probe.said());
    }

    @Test
    @DisplayName("A plugin fails where the test says until it is mended")
    void fails() {
        Path jar = fixture("Probe.reach(\"start\");").jar(directory);
        probe.failAt("start", () -> new IOException("no network"));

        RuntimeException failure = assertThrows(RuntimeException.class, () -> Layers.run("acme.talker", jar));
        probe.mend("start");
        Layers.run("acme.talker", jar);

        assertEquals("no network", failure.getCause().getMessage());
        assertEquals(2, probe.count("start"));
    }

    @Test
    @DisplayName("A plugin hands an object over and the probe forgets it")
    void handsOver() {
        run("Probe.hand(\"thread\", Thread.currentThread());");

        assertSame(Thread.currentThread(), probe.take("thread", Thread.class));
        assertThrows(AssertionError.class, () -> new Probe(Duration.ZERO).take("thread", Thread.class));
    }

    @Test
    @DisplayName("What never comes fails with what came instead")
    void never() {
        try (Probe hasty = new Probe(Duration.ofMillis(1))) {
            Layers.run(
                    "acme.talker",
                    Layers.runnable("acme.talker", "Probe.say(\"something else\");")
                            .probe(hasty)
                            .jar(directory));

            AssertionError failure = assertThrows(AssertionError.class, () -> hasty.awaitReached("start"));

            assertTrue(failure.getMessage().contains("'start' was reached 0 of 1 times"), failure.getMessage());
            assertTrue(failure.getMessage().contains("something else on "), failure.getMessage());
        }
    }

    @Test
    @DisplayName("Every package of a fixture has its probe")
    void everyPackage() {
        PluginSource source = fixture("acme.other.Other.run();")
                .source(
                        "acme.other.Other",
                        "public class Other { public static void run() { Probe.say(\"other\"); } }");

        Layers.run("acme.talker", source.jar(directory));

        assertEquals(List.of("other"), probe.said());
    }

    @Test
    @DisplayName("A probe can be for one package")
    void onePackage() {
        PluginSource source =
                Layers.runnable("acme.talker", "Probe.say(\"here\");").probe(probe, "acme.talker");

        Layers.run("acme.talker", source.jar(directory));

        assertEquals(List.of("here"), probe.said());
    }

    @Test
    @DisplayName("A fixture with a type called probe is refused")
    void typeCalledProbe() {
        PluginSource source = fixture("").source("acme.talker.Probe", "class Probe {}");

        assertThrows(IllegalArgumentException.class, () -> source.jar(directory));
    }

    @Test
    @DisplayName("Two probes do not hear each other")
    void two() {
        try (Probe other = new Probe()) {
            run("Probe.say(\"mine\");");

            assertEquals(List.of(), other.said());
            assertFalse(probe.said().isEmpty());
        }
    }

    private PluginSource fixture(String statements) {
        return Layers.runnable("acme.talker", statements).probe(probe);
    }

    private void run(String statements) {
        Layers.run("acme.talker", fixture(statements).jar(directory));
    }

    private FutureTask<Void> start(String statements) {
        return start(fixture(statements).jar(directory), "acme.talker");
    }

    private static FutureTask<Void> start(Path jar, String module) {
        FutureTask<Void> task = new FutureTask<>(() -> Layers.run(module, jar), null);
        Thread thread = new Thread(task, "plugin");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static long traces() {
        return System.getProperties().keySet().stream()
                .filter(key -> key.toString().startsWith("dev.pluginhost.testkit.probe."))
                .count();
    }
}
