package dev.pluginhost.impl.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.Dependents;
import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportResult;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.impl.Hosts;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.testkit.PluginGraph;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random callers on random graphs of plugins that fail, dawdle, hang and import each other at random, while the host is
 * refreshed and closed by anybody. {@link StressScript} is what plugins do and what is checked at every step of theirs.
 *
 * <p>One short run by itself; {@code -Phammer -Dhammer.seconds=N} goes on for longer. A round that fails names its seed, and
 * {@code -Dpluginhost.stress.seed=N} begins with that one: the same graph, and the same dice for each caller, though the
 * scheduler throws its own.
 */
@DisplayName("Random callers")
@SuppressWarnings("try") // what is open for as long as a block lasts
class StressTest extends HostFixture {

    private static final int PLUGINS = 60;
    private static final int CALLERS = 12;
    private static final int CALLS = 40;
    private static final int ROUNDS_PER_GRAPH = 12;
    private static final int FEW_ROUNDS = 6;

    /** How a round is, thrown from its seed. */
    private record Weather(int threads, boolean closes, boolean hangs, int requires) {
        static Weather of(long seed) {
            Random dice = new Random(seed);
            return new Weather(1 + dice.nextInt(4), dice.nextInt(4) == 0, dice.nextInt(6) == 0, 1 + dice.nextInt(4));
        }
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    @DisplayName("get one whole module per plugin or a typed failure, always an answer, and every start has its stop")
    void alwaysAnAnswer() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("pluginhost.hammer.seconds", 0));
        long first = Long.getLong("pluginhost.stress.seed", System.nanoTime() & 0xFFFFFF);
        long seed = first;
        PluginGraph graph = PluginGraph.random(0, 0, 0);
        do {
            if ((seed - first) % ROUNDS_PER_GRAPH == 0) {
                graph = PluginGraph.random(seed, PLUGINS, Weather.of(seed).requires)
                        .each(source -> source.declares(
                                        "provides java.util.function.Supplier with " + source.name() + ".Name;")
                                .source(
                                        source.name() + ".Name",
                                        "public class Name implements java.util.function.Supplier<Module> { public Module get() { return Name.class.getModule(); } }")
                                .onStart(StressScript.START)
                                .onStop(StressScript.STOP));
            }
            Path directory = plugins.resolve(Long.toString((seed - first) / ROUNDS_PER_GRAPH));
            if ((seed - first) % ROUNDS_PER_GRAPH == 0) {
                graph.jars(directory);
            }
            try {
                round(graph, directory, seed);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("with -Dpluginhost.stress.seed=" + seed + ": " + rootOf(e), e);
            }
            seed++;
        } while (seed < first + FEW_ROUNDS || System.nanoTime() < end);
        System.getLogger("dev.pluginhost.test")
                .log(System.Logger.Level.INFO, (seed - first) + " rounds of stress from seed " + first);
    }

    private static Throwable rootOf(Throwable thrown) {
        return thrown.getCause() == null ? thrown : rootOf(thrown.getCause());
    }

    private void round(PluginGraph graph, Path directory, long seed) throws Exception {
        Weather weather = Weather.of(seed);
        Set<Thread> before = importThreads();
        try (StressScript script = new StressScript(graph, seed, weather.hangs);
                LogCapture log = new LogCapture("dev.pluginhost")) {
            PluginHost host = Hosts.builder()
                    .plugins(directory)
                    .importThreads(weather.threads)
                    .importTimeout(weather.hangs ? Duration.ofMillis(300) : PATIENCE)
                    .stopTimeout(weather.hangs ? Duration.ofMillis(300) : PATIENCE)
                    .collectionTimeout(Duration.ZERO)
                    .build();
            script.of(host, weather.closes);
            List<Callable<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Random dice = new Random(seed * 1000 + i);
                callers.add(() -> call(host, script, dice));
            }
            race(callers);
            script.lives().closing();
            host.close();
            script.assertAllAnswered();
            script.lives().assertAllStopped();
            assertNothingIsLeft(host, before);
        }
    }

    private static void assertNothingIsLeft(PluginHost host, Set<Thread> before) throws InterruptedException {
        assertEquals(List.of(), host.services(Supplier.class));
        for (Thread thread : importThreads()) {
            if (!before.contains(thread)) {
                thread.join(PATIENCE.toMillis());
                assertTrue(!thread.isAlive(), () -> thread + " at " + List.of(thread.getStackTrace()));
            }
        }
    }

    private static Set<Thread> importThreads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("pluginhost-import-"));
        return threads;
    }

    /** On a busy machine a directory may take longer to read than an import may; it is listed then, too. */
    private static boolean isExpected(PluginInfo plugin, StressScript script) {
        return script.knows(plugin.name()) || plugin.state() == PluginState.UNREADABLE;
    }

    private int call(PluginHost host, StressScript script, Random dice) throws Exception {
        for (int i = 0; i < CALLS; i++) {
            String name = script.anyName(dice);
            long asked = script.lives().now();
            try {
                switch (dice.nextInt(19)) {
                    case 0 -> {
                        List<String> some = script.someNames(dice);
                        answer(script, host.importAll(some))
                                .forEach((each, result) -> check(script, each, result, asked));
                    }
                    case 1 -> script.kept(host.importModuleAsync(name)).cancel(true);
                    case 2 -> host.refresh();
                    case 3 -> script.assertWhole(name, answer(script, host.importModuleAsync(name)), asked);
                    case 4 ->
                        script.assertWhole(
                                name, host.importModule(name, Duration.ofNanos(1 + dice.nextInt(2_000_000))), asked);
                    case 5 ->
                        script.assertWhole(
                                name,
                                script.kept(host.importModuleAsync(name, Duration.ofMillis(1 + dice.nextInt(3))))
                                        .thenApply(module -> module)
                                        .join(),
                                asked);
                    case 6 -> host.services(Supplier.class).forEach(service -> script.assertStarted(service, asked));
                    case 7 ->
                        answer(script, host.importServices(Supplier.class))
                                .forEach(service -> script.assertStarted(service, asked));
                    case 8 -> host.start().eager().forEach((each, result) -> check(script, each, result, asked));
                    case 9 ->
                        host.plugins().forEach(plugin -> assertTrue(isExpected(plugin, script), plugin::toString));
                    case 10 -> {
                        Thread.currentThread().interrupt();
                        try {
                            script.assertWhole(name, host.importModule(name), asked);
                        } finally {
                            Thread.interrupted();
                        }
                    }
                    case 11 -> script.mayClose(host, dice);
                    case 12 -> {
                        CompletableFuture<?> unused = script.unload(host, name, Dependents.UNLOAD_FIRST);
                    }
                    case 13 ->
                        script.assertInOrder(answer(script, script.unload(host, name, Dependents.UNLOAD_FIRST))
                                .plugins());
                    case 14 ->
                        script.assertInOrder(answer(script, script.unload(host, name, Dependents.REFUSE))
                                .plugins());
                    case 15 -> {
                        ReloadReport report = answer(script, script.reload(host, name));
                        script.assertInOrder(report);
                        script.assertInOrder(report.unloaded());
                    }
                    default -> script.assertWhole(name, host.importModule(name), asked);
                }
                host.find(name).ifPresent(module -> script.assertWhole(name, module, asked));
            } catch (HostClosedException e) {
                assertTrue(script.isClosing(), "told of a close that nobody asked for");
                return i;
            } catch (PluginException e) {
                assertTrue(!String.valueOf(e.getMessage()).isBlank());
            } catch (ExecutionException | java.util.concurrent.CompletionException e) {
                assertTrue(e.getCause() instanceof PluginException, e::toString);
                assertTrue(
                        script.isClosing() || !(e.getCause() instanceof HostClosedException),
                        "told of a close that nobody asked for");
            } catch (TimeoutException e) {
                throw new AssertionError("no answer for " + name, e);
            }
            script.lives().assertNothingWrong();
        }
        return CALLS;
    }

    private static <T> T answer(StressScript script, CompletableFuture<T> future) throws Exception {
        return script.kept(future).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void check(StressScript script, String name, ImportResult result, long asked) {
        result.module().ifPresent(module -> script.assertWhole(name, module, asked));
        assertTrue(
                result.failure().isEmpty()
                        || !(result.failure().get() instanceof HostClosedException)
                        || script.isClosing(),
                "told of a close that nobody asked for");
    }
}
