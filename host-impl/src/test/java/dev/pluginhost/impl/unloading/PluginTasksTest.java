package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginHost;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.PluginSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tasks that a plugin gives to importExecutor()")
class PluginTasksTest extends HostFixture {

    private static final String ENDLESS =
            "for (int i = 0; i < 8; i++) context.importExecutor().execute(() -> Probe.awaitUninterruptibly(\"end\"));";

    private static final String UNTIL_INTERRUPTED =
            "context.importExecutor().execute(() -> { try { Probe.await(\"end\"); } catch (InterruptedException e) {"
                    + " Probe.say(\"interrupted\"); } });";

    private List<String> problems(PluginHost host, String plugin) {
        UnloadReport report = get(host.unload(plugin));
        return report.plugins().get(0).problems();
    }

    private PluginHost hostThatLetsGo() {
        return host(builder ->
                builder.importThreads(1).collectionTimeout(Duration.ZERO).stopTimeout(Duration.ofSeconds(10)));
    }

    @Test
    @DisplayName("do not hold up the application's, nor another plugin's, though they never end")
    void ownThreads() {
        install(plugin("acme.a", ENDLESS));
        install(plugin("acme.b", "context.importExecutor().execute(() -> Probe.say(\"ran\"));"));
        PluginHost host = hostThatLetsGo();
        host.importModule("acme.a");
        probe.awaitReached("end");
        host.importModule("acme.b");
        probe.awaitReached("ran");
        assertEquals("ran", get(CompletableFuture.supplyAsync(() -> "ran", host.importExecutor())));
    }

    @Test
    @DisplayName("run on threads that tell its name, as many at the same time as there are import threads")
    void bounded() {
        install(plugin("acme.a", ENDLESS));
        PluginHost host = hostThatLetsGo();
        host.importModule("acme.a");
        probe.awaitReached("end");
        probe.release("end");
        probe.awaitReached("end", 8);
        List<String> threads = probe.threadsOf("end");
        assertTrue(
                threads.stream().allMatch(name -> name.matches("pluginhost-load-\\d+ \\[acme\\.a]")),
                threads::toString);
        assertEquals(8, threads.stream().distinct().count(), "a thread for each");
    }

    @Test
    @DisplayName("are interrupted when it is unloaded, after its stop, and those that have not begun are dropped")
    void endWithThePlugin() {
        install(PluginSource.plugin("acme.a")
                .onStart(UNTIL_INTERRUPTED + UNTIL_INTERRUPTED)
                .onStop("Probe.say(\"stopped\");")
                .probe(probe));
        PluginHost host = hostThatLetsGo();
        host.importModule("acme.a");
        probe.awaitReached("end");
        assertEquals(List.of(), problems(host, "acme.a"));
        assertEquals(List.of("stopped", "interrupted"), probe.said());
        assertEquals(1, probe.count("end"));
    }

    @Test
    @DisplayName("are named in the report, with where they are, if they do not end")
    void leftBehind() {
        install(plugin("acme.a", ENDLESS));
        PluginHost host = hostThatLetsGo();
        host.importModule("acme.a");
        probe.awaitReached("end");
        List<String> problems = problems(host, "acme.a");
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(
                problems.get(0)
                        .matches(
                                "Plugin acme\\.a .*1 of its tasks on importExecutor\\(\\) did not end when interrupted, such as"
                                        + " one that is at acme\\.a.* and is left behind on the daemon thread pluginhost-load-1"
                                        + " \\[acme\\.a]; have such tasks end when their thread is interrupted.*"),
                problems::toString);
    }

    @Test
    @DisplayName("are refused once it has been stopped")
    void refused() {
        install(plugin("acme.a", "Probe.hand(\"executor\", context.importExecutor());"));
        PluginHost host = hostThatLetsGo();
        host.importModule("acme.a");
        Executor executor = probe.take("executor", Executor.class);
        assertEquals(List.of(), problems(host, "acme.a"));
        RejectedExecutionException refused =
                assertThrows(RejectedExecutionException.class, () -> executor.execute(() -> {}));
        assertEquals("Plugin acme.a has been stopped; the task is not run", refused.getMessage());
    }

    @Test
    @DisplayName("end with a start that fails")
    void failedStart() {
        install(plugin("acme.a", UNTIL_INTERRUPTED + " Probe.await(\"go\"); Probe.reach(\"start\");"));
        probe.failAt("start", IllegalStateException::new);
        PluginHost host = hostThatLetsGo();
        var future = host.importModuleAsync("acme.a");
        probe.awaitReached("end");
        probe.release("go");
        failureOf(future);
        probe.awaitReached("interrupted");
    }
}
