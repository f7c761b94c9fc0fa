package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.PluginState;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginGraph;
import dev.pluginhost.testkit.PluginSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Importing a plugin")
class ImportTest extends HostFixture {

    @Test
    @DisplayName("gives the module, and the very same one to whoever asks again")
    void givesTheSameModule() throws Exception {
        install(plugin("acme.a"));
        PluginHost host = host();
        ImportedModule first = host.importModule("acme.a");
        ImportedModule fromElsewhere = HostFixture.<ImportedModule>race(List.of(() -> host.importModule("acme.a")))
                .get(0);
        assertSame(first, fromElsewhere);
        assertSame(first, host.importModuleAsync("acme.a").get());
        assertSame(first, host.find("acme.a").orElseThrow());
        assertEquals("acme.a", first.module().getName());
    }

    @Test
    @DisplayName("gives it a layer of its own")
    void givesALayerOfItsOwn() {
        install(plugin("acme.a"));
        install(plugin("acme.b"));
        PluginHost host = host();
        ModuleLayer a = host.importModule("acme.a").module().getLayer();
        ModuleLayer b = host.importModule("acme.b").module().getLayer();
        assertNotSame(a, b);
        assertEquals(1, a.modules().size());
    }

    @Test
    @DisplayName("that is in flight joins the flight: one layer, one start")
    void joinsTheFlight() {
        install(plugin("acme.slow", "Probe.await(\"go\");"));
        PluginHost host = host();
        CompletableFuture<ImportedModule> first = host.importModuleAsync("acme.slow");
        probe.awaitReached("go");
        CompletableFuture<ImportedModule> second = host.importModuleAsync("acme.slow");
        assertEquals(PluginState.IMPORTING, info(host, "acme.slow").state());
        probe.release("go");
        assertSame(get(first), get(second));
        assertEquals(1, probe.count("started acme.slow"));
        assertEquals(PluginState.IMPORTED, info(host, "acme.slow").state());
    }

    @Test
    @DisplayName("is invisible to everybody until its start has returned")
    void isInvisibleUntilItIsWhole() {
        install(plugin("acme.slow", "Probe.await(\"go\");")
                .declares("provides java.lang.Runnable with acme.slow.Service;")
                .source("acme.slow.Service", "public class Service implements Runnable { public void run() {} }"));
        PluginHost host = host();
        CompletableFuture<ImportedModule> slow = host.importModuleAsync("acme.slow");
        probe.awaitReached("go");
        assertTrue(host.find("acme.slow").isEmpty());
        assertTrue(host.services(Runnable.class).isEmpty());
        probe.release("go");
        get(slow);
        assertTrue(host.find("acme.slow").isPresent());
        assertEquals(1, host.services(Runnable.class).size());
    }

    @Test
    @DisplayName("by sixty-four threads at once makes one layer and one start")
    void isDoneOnceForSixtyFourThreads() {
        install(plugin("acme.a"));
        for (int round = 0; round < 20; round++) {
            PluginHost host = host(builder -> builder.importThreads(4));
            List<Callable<Module>> askers =
                    Collections.nCopies(64, () -> host.importModule("acme.a").module());
            assertEquals(1, new HashSet<>(race(askers)).size());
            assertEquals(round + 1, probe.count("started acme.a"));
            host.close();
        }
    }

    @Test
    @DisplayName("by sixty-four threads of sixty-four names that share one stripe loses none")
    void survivesCollidingStripes() {
        // names of one hash code, as "Aa" and "BB" have the same
        Map<String, Set<String>> names = new LinkedHashMap<>();
        for (int i = 0; i < 64; i++) {
            StringBuilder name = new StringBuilder("acme.");
            for (int bit = 0; bit < 6; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            names.put(name.toString(), Set.of());
        }
        assertEquals(1, names.keySet().stream().map(String::hashCode).distinct().count());
        PluginGraph graph = PluginGraph.of(names);
        graph.jars(plugins);
        PluginHost host = host();
        List<Callable<String>> askers = graph.names().stream()
                .map(name -> (Callable<String>) () -> host.importModule(name).name())
                .toList();
        assertEquals(Set.copyOf(graph.names()), Set.copyOf(race(askers)));
    }

    @Test
    @DisplayName(
            "of random subsets of a graph of 200 by sixteen threads imports each plugin once, and after its prerequisites")
    void survivesARandomGraph() {
        PluginGraph graph = PluginGraph.random(42, 200, 3)
                .each(source ->
                        source.onStart("Probe.say(\"" + source.name() + "\");").probe(probe));
        graph.jars(plugins);
        PluginHost host = host(builder -> builder.importThreads(4));
        List<Callable<Boolean>> askers = IntStream.range(0, 16)
                .mapToObj(seed -> (Callable<Boolean>) () -> {
                    List<String> names = new ArrayList<>(graph.names());
                    Collections.shuffle(names, new Random(seed));
                    return names.subList(0, 120).stream()
                            .allMatch(name -> host.importModule(name).name().equals(name));
                })
                .toList();
        assertEquals(Set.of(true), Set.copyOf(race(askers)));
        List<String> order = probe.said();
        assertEquals(order.size(), new HashSet<>(order).size(), "some started twice");
        for (String name : order) {
            for (String prerequisite : graph.requiredBy(name)) {
                assertTrue(order.indexOf(prerequisite) < order.indexOf(name), prerequisite + " before " + name);
            }
        }
    }

    @Test
    @DisplayName("that is not installed fails, says what is close, and works after a refresh once it is there")
    void findsWhatIsInstalledLater() {
        install(plugin("acme.weather"));
        PluginHost host = host();
        PluginNotFoundException failure =
                assertThrows(PluginNotFoundException.class, () -> host.importModule("acme.wether"));
        assertEquals("acme.wether", failure.module());
        assertTrue(failure.getMessage().contains("did you mean acme.weather?"), failure.getMessage());
        install(plugin("acme.wether"));
        assertThrows(PluginNotFoundException.class, () -> host.importModule("acme.wether"));
        assertEquals(List.of("acme.wether"), host.refresh().added());
        assertEquals("acme.wether", host.importModule("acme.wether").name());
    }

    @Test
    @DisplayName("whose start throws chains the cause and leaves nothing; once mended it works, in a new layer")
    void triesAgainFromTheBeginning() {
        install(plugin("acme.a", "Probe.hand(\"module\", Main.class.getModule()); Probe.reach(\"in start\");"));
        PluginHost host = host();
        IllegalStateException real = new IllegalStateException("no sensor");
        probe.failAt("in start", () -> real);
        PluginStartException failure = assertThrows(PluginStartException.class, () -> host.importModule("acme.a"));
        Module first = probe.take("module", Module.class);
        assertSame(real, failure.getCause());
        assertEquals(ImportStage.START, failure.stage());
        assertTrue(failure.getMessage().contains("no sensor"), failure.getMessage());
        assertTrue(host.find("acme.a").isEmpty());
        assertEquals(PluginState.FAILED, info(host, "acme.a").state());
        assertTrue(info(host, "acme.a").failure().orElseThrow().details().contains("no sensor"));

        probe.mend("in start");
        Module second = host.importModule("acme.a").module();
        assertNotSame(first.getLayer(), second.getLayer());
        assertNotSame(first.getClassLoader(), second.getClassLoader());
        assertEquals(PluginState.IMPORTED, info(host, "acme.a").state());
        assertTrue(info(host, "acme.a").failure().isEmpty());
    }

    @Test
    @DisplayName("that fails gives each caller an exception of its own with the same cause")
    void givesEachCallerAnExceptionOfItsOwn() {
        install(PluginSource.plugin("acme.a")
                .onStart("Probe.await(\"go\"); throw new java.io.IOException(\"gone\");")
                .probe(probe));
        PluginHost host = host();
        CompletableFuture<ImportedModule> first = host.importModuleAsync("acme.a");
        probe.awaitReached("go");
        CompletableFuture<ImportedModule> second = host.importModuleAsync("acme.a");
        probe.release("go");
        PluginException one = failureOf(first);
        PluginException other = failureOf(second);
        assertNotSame(one, other);
        assertSame(one.getCause(), other.getCause());
    }

    @Test
    @DisplayName("shows what is imported, not what has been installed since")
    void showsWhatIsImported() throws Exception {
        Path old = install(plugin("acme.a").version("1.0"));
        PluginHost host = host();
        host.importModule("acme.a");
        install(plugin("acme.a").version("2.0"));
        host.refresh();
        assertEquals("1.0", info(host, "acme.a").version().orElseThrow().toString());
        assertEquals(old, info(host, "acme.a").location());
    }
}
