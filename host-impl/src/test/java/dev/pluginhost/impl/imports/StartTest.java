package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportTiming;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginState;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.StartReport;
import dev.pluginhost.impl.fixtures.HangingLog;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.testkit.Damage;
import dev.pluginhost.testkit.OpenFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("When a host starts")
class StartTest extends HostFixture {

    @Test
    @DisplayName("ends though the log hangs, and something has to be logged")
    void thoughTheLogHangs() throws InterruptedException {
        install(plugin("acme.bad", "if (context != null) throw new IllegalStateException(\"no\");")
                .eager());
        try (HangingLog log = new HangingLog("dev.pluginhost")) {
            PluginHost host = host(builder -> builder.closeTimeout(java.time.Duration.ofSeconds(1)));
            assertTrue(get(host.startAsync()).eager().get("acme.bad").failure().isPresent());
            log.awaitHanging();
            host.close();
        }
    }

    @Test
    @DisplayName("eager plugins are imported before start returns, what they require before them")
    void eagerOnesAreIn() {
        Path lazy = install(plugin("acme.lazy"));
        install(plugin("acme.eager").eager().requires("acme.lazy").compiledAgainst(lazy));
        PluginHost host = host();
        StartReport report = host.start();
        assertEquals(Set.of("acme.eager"), report.eager().keySet());
        assertTrue(report.allEagerImported());
        assertTrue(host.find("acme.eager").isPresent());
        assertEquals(List.of("started acme.lazy", "started acme.eager"), probe.said());
    }

    @Test
    @DisplayName("independent eager plugins are imported side by side")
    void eagerOnesSideBySide() {
        // each waits until the other has begun: one after the other would never end
        install(plugin("acme.a", "Probe.say(\"a\"); Probe.await(\"both\");").eager());
        install(plugin("acme.b", "Probe.say(\"b\"); Probe.await(\"both\");").eager());
        CompletableFuture<StartReport> start = host().startAsync();
        probe.awaitReached("a");
        probe.awaitReached("b");
        probe.release("both");
        assertTrue(get(start).allEagerImported());
    }

    @Test
    @DisplayName("a bad eager plugin does not stop a good one, and the report says what it was")
    void badEagerOne() {
        install(plugin("acme.bad", "Probe.reach(\"bad\");").eager());
        install(plugin("acme.good").eager());
        probe.failAt("bad", () -> new IllegalStateException("no"));
        StartReport report = host().start();
        assertFalse(report.allEagerImported());
        assertTrue(report.eager().get("acme.good").module().isPresent());
        assertTrue(report.eager()
                .get("acme.bad")
                .failure()
                .orElseThrow()
                .getMessage()
                .contains("no"));
    }

    @Test
    @DisplayName("background plugins do not delay it")
    void backgroundOnesDoNotDelay() {
        install(plugin("acme.slow", "Probe.await(\"go\");").background());
        PluginHost host = host();
        assertEquals(List.of("acme.slow"), host.start().background());
        assertTrue(host.find("acme.slow").isEmpty());
        probe.release("go");
        probe.awaitReached("started acme.slow");
    }

    @Test
    @DisplayName("lazy plugins cost nothing: no class is loaded, no layer is made")
    void lazyOnesCostNothing() throws Exception {
        Path jar = install(plugin("acme.lazy"));
        PluginHost host = host();
        host.start();
        assertEquals(PluginState.INSTALLED, info(host, "acme.lazy").state());
        assertTrue(info(host, "acme.lazy").trace().isEmpty(), "no import, so no layer and no loader of its classes");
        assertEquals(List.of(), probe.said());
        assertFalse(OpenFiles.has(jar));
    }

    @Test
    @DisplayName("the application's word beats the plugin's")
    void theApplicationDecides() {
        install(plugin("acme.eager").eager());
        install(plugin("acme.background").background());
        install(plugin("acme.lazy"));
        install(plugin("acme.unwanted").eager());
        PluginHost host = host(builder -> builder.lazy("acme.eager")
                .eager("acme.background")
                .background("acme.lazy")
                .disabled("acme.unwanted"));
        StartReport report = host.start();
        assertEquals(Set.of("acme.background"), report.eager().keySet());
        assertEquals(List.of("acme.lazy"), report.background());
        assertEquals(ImportTiming.LAZY, info(host, "acme.eager").timing());
        assertEquals(ImportTiming.DISABLED, info(host, "acme.unwanted").timing());
        assertEquals(PluginState.REFUSED, info(host, "acme.unwanted").state());
    }

    @Test
    @DisplayName("a name in the builder that nobody installed is reported with the nearest that is")
    void unknownName() {
        install(plugin("acme.weather"));
        StartReport report = host(builder -> builder.eager("acme.wether")).start();
        Problem problem = report.problems().get(0);
        assertEquals(Reason.NOT_FOUND, problem.reason());
        assertTrue(problem.message().contains("did you mean acme.weather?"), problem.message());
    }

    @Test
    @DisplayName("by several callers at once, it starts once")
    void startsOnce() {
        install(plugin("acme.eager", "Probe.await(\"go\");").eager());
        PluginHost host = host();
        CompletableFuture<StartReport> first = host.startAsync();
        CompletableFuture<StartReport> second = host.startAsync();
        probe.awaitReached("go");
        first.cancel(true);
        probe.release("go");
        assertTrue(get(second).allEagerImported());
        assertEquals(1, probe.count("started acme.eager"));
    }

    @Test
    @DisplayName("again, it tries once more what has failed, and only that")
    void startsAgain() {
        install(plugin("acme.bad", "Probe.reach(\"bad\");").eager());
        install(plugin("acme.good").eager());
        probe.failAt("bad", () -> new IllegalStateException("not yet"));
        PluginHost host = host();
        assertFalse(host.start().allEagerImported());
        probe.mend("bad");
        assertTrue(host.start().allEagerImported());
        assertEquals(1, probe.count("started acme.good"));
    }

    @Test
    @DisplayName("on import threads, named after the plugin while they import it")
    void onImportThreads() {
        install(plugin("acme.eager").eager());
        host().start();
        String thread = probe.threadsOf("started acme.eager").get(0);
        assertTrue(thread.matches("pluginhost-import-\\d+ \\[acme.eager\\]"), thread);
    }

    @Test
    @DisplayName("what is wrong is logged, as the application may not look at the report")
    void logsWhatIsWrong() {
        install(plugin("acme.bad", "Probe.reach(\"bad\");").eager());
        Damage.emptyFile(plugins, "empty.jar");
        probe.failAt("bad", () -> new IllegalStateException("will not"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            StartReport report = host().start();
            assertTrue(
                    log.messages().stream().anyMatch(message -> message.contains("will not")),
                    log.messages()::toString);
            assertTrue(
                    log.messages().stream().anyMatch(message -> message.contains("empty.jar")),
                    log.messages()::toString);
            assertTrue(report.toString().contains("1 eager (1 failed)"), report::toString);
        }
    }
}
