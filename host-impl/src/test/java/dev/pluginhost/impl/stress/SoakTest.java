package dev.pluginhost.impl.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.HostThreads;
import dev.pluginhost.impl.fixtures.LiveLoaders;
import dev.pluginhost.impl.fixtures.Metaspace;
import dev.pluginhost.testkit.Damage;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginGraph;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random plugins of one host are imported, used, unloaded and reloaded while their files are replaced, damaged and taken away
 * and their code throws, for a short while by itself and for longer with {@code -Phammer -Dhammer.seconds=N}. What counts is what
 * is left in the end; {@link StressTest} looks at each step.
 */
@DisplayName("However long random plugins come and go, with random faults")
@SuppressWarnings("try") // what is open for as long as a block lasts
class SoakTest extends HostFixture {

    private static final int PLUGINS = 24;
    private static final int CALLERS = 4;
    private static final int FEW_STEPS = 60;

    /** Noise, such as the classes of lambdas and reflection, comes to less than what so many times all plugins take. */
    private static final int NOISE = 10;

    /** Chance of one in so many that a plugin's code throws. */
    private static final int ODDS = 30;

    @TempDir
    Path versions;

    private final long seed = Long.getLong("pluginhost.stress.seed", System.nanoTime() & 0xFFFFFF);
    private final PluginGraph graph = PluginGraph.random(seed, PLUGINS, 2);
    private final Random faults = new Random(seed);

    private static PluginSource usable(PluginSource source) {
        String name = source.name();
        return source.onStart(LiveLoaders.NOTE + AppCall.source("fault") + ";")
                .onStop(AppCall.source("fault") + ";")
                .resource("META-INF/texts/" + name + ".txt", name)
                .declares("provides java.util.function.IntUnaryOperator with " + name + ".Next;")
                .source(
                        name + ".Next",
                        "public class Next implements java.util.function.IntUnaryOperator { public int applyAsInt(int n) { return n + 1; } }");
    }

    /** Nothing is logged, as what is logged keeps stacks, and so classes of plugins. */
    private static final class Silence implements AutoCloseable {
        private final Logger logger = Logger.getLogger("dev.pluginhost");

        Silence() {
            logger.setLevel(Level.OFF);
        }

        @Override
        public void close() {
            logger.setLevel(null);
        }
    }

    /** What a plugin's code calls in its start and stop. */
    private synchronized Object fault() {
        switch (faults.nextInt(ODDS)) {
            case 0 -> throw new IllegalStateException("as the dice fell");
            case 1 -> throw new NoClassDefFoundError("as the dice fell");
            case 2 -> throw new OutOfMemoryError("as the dice fell");
            default -> {
                return "";
            }
        }
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    @DisplayName("no open file, live loader or thread is left, and the metaspace is as it was")
    void leavesNothing() throws Exception {
        Set<Thread> threads = HostThreads.alive();
        PluginGraph usable = graph.each(SoakTest::usable);
        usable.jars(versions.resolve("good"));
        graph.each(source -> usable(source).resource("META-INF/texts/more.txt", "more"))
                .jars(versions.resolve("other"));
        usable.jars(plugins);
        try (LiveLoaders loaders = new LiveLoaders();
                AppCall fault = AppCall.of("fault", this::fault);
                Silence silence = new Silence()) {
            PluginHost host = host(builder -> builder.collectionTimeout(Duration.ZERO)
                    .stopTimeout(PATIENCE)
                    .importTimeout(PATIENCE));
            soak(host, 0);
            long before = metaspaceOfNone(host, loaders);
            importAll(host);
            long ofAll = Metaspace.used() - before;

            soak(host, TimeUnit.SECONDS.toNanos(Integer.getInteger("pluginhost.hammer.seconds", 0)));

            long left = metaspaceOfNone(host, loaders) - before;
            assertTrue(left < NOISE * ofAll, () -> left + " bytes of metaspace are left, all take " + ofAll);
            assertEquals(0, OpenFiles.below(plugins), "open files");
            importAll(host);
            host.close();
            assertEquals(0, OpenFiles.below(plugins), "open files after close");
            loaders.awaitNone();
            HostThreads.awaitNoneBut(threads);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("with -Dpluginhost.stress.seed=" + seed, e);
        }
    }

    private void soak(PluginHost host, long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        List<Callable<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Random dice = new Random(seed * 100 + i);
            callers.add(() -> {
                int steps = 0;
                while (steps < FEW_STEPS || System.nanoTime() < end) {
                    step(host, dice);
                    steps++;
                }
                return steps;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            for (Future<Integer> steps : threads.invokeAll(callers)) {
                assertTrue(steps.get() >= FEW_STEPS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void step(PluginHost host, Random dice) throws Exception {
        String name = graph.names().get(dice.nextInt(PLUGINS));
        try {
            switch (dice.nextInt(12)) {
                case 0, 1, 2 -> use(host.importModule(name));
                case 3 -> host.services(IntUnaryOperator.class).forEach(next -> assertEquals(2, next.applyAsInt(1)));
                case 4, 5 -> host.unload(name).join();
                case 6, 7 -> host.reload(name).join();
                case 8 -> place(name, "other");
                case 9 -> damage(name, dice);
                case 10 -> host.refresh();
                default -> place(name, "good");
            }
        } catch (PluginException e) {
            assertTrue(!String.valueOf(e.getMessage()).isBlank());
        } catch (CompletionException e) {
            assertTrue(e.getCause() instanceof PluginException, e::toString);
        }
    }

    /** What is read of it may fail, as its file is damaged at any time, and its module may be gone. */
    private static void use(ImportedModule imported) {
        try {
            Class<?> next = imported.loadClass(imported.name() + ".Next");
            assertEquals(imported.name(), next.getModule().getName());
        } catch (ClassNotFoundException | IllegalStateException | LinkageError e) {
            assertTrue(!String.valueOf(e.getMessage()).isBlank());
        }
    }

    // The files, each of which is replaced as a whole, written over in place, or taken away

    private Path jar(String name) {
        return plugins.resolve(name + ".jar");
    }

    private synchronized void place(String name, String version) throws IOException {
        Path coming = Files.copy(
                versions.resolve(version).resolve(name + ".jar"),
                versions.resolve("coming"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.move(coming, jar(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private synchronized void damage(String name, Random dice) throws IOException {
        try {
            switch (dice.nextInt(4)) {
                case 0 -> Files.delete(jar(name));
                case 1 -> Damage.truncate(jar(name));
                case 2 -> Damage.notAZip(plugins, name + ".jar");
                default ->
                    Files.write(
                            jar(name),
                            Files.readAllBytes(versions.resolve("other").resolve(name + ".jar")));
            }
        } catch (NoSuchFileException | UncheckedIOException e) {
            place(name, "good"); // it had been taken away
        }
    }

    // What is left

    /** Brings all files back and unloads all plugins. */
    private long metaspaceOfNone(PluginHost host, LiveLoaders loaders) throws Exception {
        for (String name : graph.names()) {
            place(name, "good");
        }
        host.refresh();
        for (String name : graph.names()) {
            get(host.unload(name));
        }
        loaders.awaitNone();
        return Metaspace.used();
    }

    /** As often as the dice let one of them fail. */
    private void importAll(PluginHost host) {
        boolean failed = true;
        while (failed) {
            failed = get(host.importAll(graph.names())).values().stream()
                    .anyMatch(result -> result.failure().isPresent());
        }
    }
}
