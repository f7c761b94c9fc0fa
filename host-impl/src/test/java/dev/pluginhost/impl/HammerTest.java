package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.testkit.PluginGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random callers on random graphs of plugins that fail and import each other at random. Every round prints its seed if it
 * fails. One short run by itself; {@code -Phammer -Dhammer.seconds=N} goes on for longer.
 */
@DisplayName("Random callers")
class HammerTest extends HostFixture {

    private static final int PLUGINS = 60;
    private static final int CALLERS = 12;
    private static final int CALLS = 40;

    /** What the plugins of a round do; a plugin asks by a property, as it shares no class with this test. */
    private static final class Script {
        final Random random;

        Script(long seed) {
            random = new Random(seed);
        }

        synchronized int next(int bound) {
            return random.nextInt(bound);
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    @DisplayName("get one module per plugin or a typed failure, always an answer, and every start has its stop")
    void alwaysAnAnswer() {
        PluginGraph graph = PluginGraph.random(11, PLUGINS, 3)
                .each(source -> source.onStart("""
                        int what = ((java.util.function.IntUnaryOperator) System.getProperties().get("hammer")).applyAsInt(20);
                        if (what == 0) throw new IllegalStateException("as the dice fell");
                        String other = String.format("acme.p%%03d", what * 3);
                        try {
                            if (what < 4) context.importModule(other);
                            else if (what < 6) context.importModuleAsync(other).join();
                            else if (what < 8) context.importModuleAsync(other);
                        } catch (RuntimeException e) {
                            if (what %% 2 == 0) throw e;
                        }
                        Probe.say("+" + context.name());
                        """.formatted())
                        .onStop("Probe.say(\"-\" + context.name());")
                        .probe(probe));
        graph.jars(plugins);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("pluginhost.hammer.seconds", 0));
        long seed = 1;
        do {
            round(graph, seed++);
        } while (seed <= 10 || System.nanoTime() < end);
    }

    private void round(PluginGraph graph, long seed) {
        Script script = new Script(seed);
        System.getProperties().put("hammer", (java.util.function.IntUnaryOperator) script::next);
        int before = probe.said().size();
        try {
            PluginHost host = host(builder -> builder.importThreads(1 + (int) (seed % 4)));
            boolean closesEarly = seed % 5 == 0;
            List<Callable<List<Module>>> callers = new ArrayList<>(IntStream.range(0, CALLERS)
                    .mapToObj(i -> (Callable<List<Module>>) () -> call(host, graph, new Random(seed * 1000 + i)))
                    .toList());
            if (closesEarly) {
                callers.add(() -> {
                    host.importModuleAsync(graph.names().get(PLUGINS - 1));
                    host.close();
                    return List.of();
                });
            }
            Map<String, Module> seen = new HashMap<>();
            race(callers)
                    .forEach(modules -> modules.forEach(module -> {
                        Module other = seen.put(module.getName(), module);
                        assertTrue(other == null || other == module, "two modules " + module.getName());
                    }));
            host.close();
            assertBalanced(probe.said().subList(before, probe.said().size()));
        } catch (AssertionError e) {
            throw new AssertionError("with seed " + seed, e);
        } finally {
            System.getProperties().remove("hammer");
        }
    }

    private static List<Module> call(PluginHost host, PluginGraph graph, Random random) {
        List<Module> got = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            String name = graph.names().get(random.nextInt(PLUGINS));
            try {
                switch (random.nextInt(5)) {
                    case 0 -> get(host.importAll(graph.names().subList(0, random.nextInt(PLUGINS))));
                    case 1 -> host.importModuleAsync(name).cancel(true);
                    case 2 -> host.refresh();
                    case 3 ->
                        got.add(host.importModuleAsync(name)
                                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                                .module());
                    default -> got.add(host.importModule(name).module());
                }
            } catch (HostClosedException e) {
                return got;
            } catch (PluginException | java.util.concurrent.ExecutionException e) {
                // a typed failure is an answer
                assertTrue(e instanceof PluginException || e.getCause() instanceof PluginException, e::toString);
            } catch (IllegalStateException e) {
                return got; // closed between the import and the question for its module
            } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
                throw new AssertionError("no answer for " + name, e);
            }
            host.find(name).map(ImportedModule::name);
        }
        return got;
    }

    /** Each plugin that has said that it has started has said that it has stopped, and never started twice in between. */
    private static void assertBalanced(List<String> said) {
        Map<String, Integer> running = new HashMap<>();
        for (String word : said) {
            int now = running.merge(word.substring(1), word.startsWith("+") ? 1 : -1, Integer::sum);
            assertTrue(now == 0 || now == 1, () -> word + " in " + said);
        }
        running.forEach((name, count) -> assertEquals(0, count, name));
    }
}
