package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of many imports that are queued behind one thread")
class QueueTest extends HostFixture {

    private static final String SAYS_SO = "Probe.say(context.name());";

    private PluginHost behindOneThread() {
        install(plugin("acme.first", "Probe.await(\"go\");").background());
        PluginHost host = host(builder -> builder.importThreads(1));
        host.start();
        probe.awaitReached("go");
        return host;
    }

    /** What was imported, in order, without the one that held up the others. */
    private List<String> order() {
        return probe.said().stream().filter(name -> name.startsWith("acme.p")).toList();
    }

    @Test
    @DisplayName("a whole graph goes ahead of two hundred background ones when somebody waits for its top")
    void aGraphRises() {
        PluginGraph graph = PluginGraph.random(7, 220, 2)
                .each(source -> source.background().onStart(SAYS_SO).probe(probe));
        graph.jars(plugins);
        PluginHost host = behindOneThread();
        String top = graph.names().get(219);
        Set<String> needed = graph.closureOf(top);
        CompletableFuture<ImportedModule> waited = host.importModuleAsync(top);
        probe.release("go");
        get(waited);
        get(host.importAll(graph.names()));
        assertEquals(needed, new HashSet<>(order().subList(0, needed.size())));
        assertEquals(220, order().size());
    }

    @Test
    @DisplayName("those that are waited for come in the order in which they were asked for, raised or not")
    void inOrder() {
        PluginGraph graph = PluginGraph.random(7, 30, 0)
                .each(source -> source.background().onStart(SAYS_SO).probe(probe));
        graph.jars(plugins);
        PluginHost host = behindOneThread();
        List<String> wanted = List.of("acme.p020", "acme.p003", "acme.p011", "acme.p029");
        List<CompletableFuture<ImportedModule>> futures = new ArrayList<>();
        wanted.forEach(name -> futures.add(host.importModuleAsync(name)));
        wanted.forEach(name -> futures.add(host.importModuleAsync(name)));
        probe.release("go");
        futures.forEach(HostFixture::get);
        get(host.importAll(graph.names()));
        assertEquals(wanted, order().subList(0, 4));
    }

    @Test
    @DisplayName("one whose callers have all walked away keeps its place, and comes in once")
    void walkedAway() {
        PluginGraph graph = PluginGraph.random(7, 30, 0)
                .each(source -> source.background().onStart(SAYS_SO).probe(probe));
        graph.jars(plugins);
        PluginHost host = behindOneThread();
        host.importModuleAsync("acme.p029").cancel(true);
        probe.release("go");
        get(host.importAll(graph.names()));
        assertEquals("acme.p029", order().get(0));
        assertEquals(1, probe.count("acme.p029"));
    }

    @Test
    @DisplayName("a background one that another plugin requires goes ahead when that one is waited for")
    void aPrerequisiteRises() {
        PluginGraph.random(7, 30, 0)
                .each(source -> source.background().onStart(SAYS_SO).probe(probe))
                .jars(plugins);
        Path last = install(plugin("acme.pz", SAYS_SO).background());
        install(plugin("acme.top").requires("acme.pz").compiledAgainst(last));
        PluginHost host = behindOneThread();
        CompletableFuture<ImportedModule> top = host.importModuleAsync("acme.top");
        probe.release("go");
        get(top);
        Map<String, ImportResult> unused = get(host.importAll(List.of("acme.p000")));
        assertEquals("acme.pz", order().get(0));
        assertTrue(host.find("acme.pz").isPresent());
    }
}
