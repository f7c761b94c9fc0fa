package dev.pluginhost.impl.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.Reason;
import dev.pluginhost.TimelineEntry;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The timeline of a host")
class TimelineTest extends HostFixture {

    private static final List<ImportStage> ALL_STAGES =
            List.of(ImportStage.QUEUE, ImportStage.OPEN, ImportStage.RESOLVE, ImportStage.DEFINE, ImportStage.START);

    @TempDir
    Path elsewhere;

    private static List<String> names(PluginHost host) {
        return host.timeline().stream().map(TimelineEntry::name).toList();
    }

    private static TimelineEntry only(PluginHost host) {
        assertEquals(1, host.timeline().size(), () -> host.timeline().toString());
        return host.timeline().get(0);
    }

    private static PluginInfo.Failure failure(TimelineEntry entry) {
        return entry.failure().orElseThrow();
    }

    @Test
    @DisplayName("has an import that has succeeded, with its stages, as plugins() has them")
    void success() {
        install(plugin("acme.a").version("1.2"));
        PluginHost host = host();
        assertEquals(List.of(), host.timeline());
        host.importModule("acme.a");

        TimelineEntry entry = only(host);

        assertEquals("acme.a", entry.name());
        assertEquals("1.2", entry.version().orElseThrow().toString());
        assertEquals(List.of(), entry.prerequisites());
        assertEquals(Optional.empty(), entry.failure());
        assertEquals(ALL_STAGES, List.copyOf(entry.trace().times().keySet()));
        assertFalse(entry.trace().requestedBy().isEmpty(), entry.trace()::toString);
        assertTrue(entry.trace().thread().startsWith("pluginhost-import-"), entry.trace()::toString);
        assertEquals(info(host, "acme.a").trace(), Optional.of(entry.trace()));
        assertTrue(entry.toString().matches("acme\\.a 1\\.2: imported \\(\\d+ ms\\)"), entry::toString);
    }

    @Test
    @DisplayName("has prerequisites before what requires them, also those that were imported already")
    void prerequisites() {
        Path base = install(plugin("acme.base"));
        Path other = install(plugin("acme.other"));
        install(plugin("acme.top").requires("acme.base", "static acme.other").compiledAgainst(base, other));
        PluginHost host = host();
        host.importModule("acme.other");
        host.importModule("acme.top");

        assertEquals(List.of("acme.other", "acme.base", "acme.top"), names(host));
        List<String> required = host.timeline().get(2).prerequisites();
        assertEquals(
                List.of("acme.base", "acme.other"), required.stream().sorted().toList());
    }

    @Test
    @DisplayName("has a failure with its stage and its message, and without the stack that plugins() has")
    void failed() {
        install(plugin("acme.a", "if (true) throw new IllegalStateException(\"no sun\");"));
        PluginHost host = host();
        String message = assertThrows(PluginStartException.class, () -> host.importModule("acme.a"))
                .getMessage();

        PluginInfo.Failure failure = failure(only(host));

        assertEquals(Reason.START_FAILED, failure.reason());
        assertEquals(ImportStage.START, failure.stage());
        assertEquals(message, failure.message());
        assertEquals("", failure.details());
        PluginInfo.Failure full = info(host, "acme.a").failure().orElseThrow();
        assertTrue(full.details().contains("no sun"), full::toString);
        assertEquals(full.at(), failure.at());
        assertTrue(only(host).toString().contains(message), only(host)::toString);
    }

    @Test
    @DisplayName("has a failed prerequisite, and what could not be imported because of it")
    void failedPrerequisite() {
        Path base = install(plugin("acme.base", "if (true) throw new IllegalStateException(\"no sun\");"));
        install(plugin("acme.top").requires("acme.base").compiledAgainst(base));
        PluginHost host = host();
        assertThrows(PluginException.class, () -> host.importModule("acme.top"));

        assertEquals(List.of("acme.base", "acme.top"), names(host));
        TimelineEntry top = host.timeline().get(1);
        assertEquals(Reason.PREREQUISITE, failure(top).reason());
        assertEquals(List.of("acme.base"), top.prerequisites());
        assertEquals(List.of(ImportStage.QUEUE), List.copyOf(top.trace().times().keySet()));
    }

    @Test
    @DisplayName("has a timeout once, although its thread comes back later")
    void timeout() {
        install(plugin("acme.slow", "Probe.awaitUninterruptibly(\"go\");"));
        PluginHost host = host(builder -> builder.importTimeout(Duration.ofSeconds(2)));
        assertThrows(ImportTimeoutException.class, () -> host.importModule("acme.slow"));

        assertEquals(Reason.TIMEOUT, failure(only(host)).reason());
        assertEquals(ImportStage.START, failure(only(host)).stage());
        assertTrue(only(host).trace().thread().startsWith("pluginhost-import-"), only(host)::toString);
        probe.release("go");
        host.close(); // which waits for the thread
        assertEquals(Reason.TIMEOUT, failure(only(host)).reason());
    }

    @Test
    @DisplayName("has imports that the close of the host has ended, and stays when that is closed")
    void closed() {
        install(plugin("acme.a"));
        install(plugin("acme.slow", "Probe.await(\"never\");"));
        install(plugin("acme.waits"));
        PluginHost host = host(builder -> builder.importThreads(1));
        host.importModule("acme.a");
        CompletableFuture<ImportedModule> slow = host.importModuleAsync("acme.slow");
        probe.awaitReached("never");
        CompletableFuture<ImportedModule> waits = host.importModuleAsync("acme.waits");
        host.close();

        assertEquals(Reason.HOST_CLOSED, failureOf(slow).reason());
        assertEquals(Reason.HOST_CLOSED, failureOf(waits).reason());
        assertEquals("acme.a", names(host).get(0));
        List<TimelineEntry> ended = host.timeline().subList(1, host.timeline().size());
        assertEquals(
                List.of("acme.slow", "acme.waits"),
                ended.stream().map(TimelineEntry::name).sorted().toList());
        for (TimelineEntry entry : ended) {
            assertEquals(Reason.HOST_CLOSED, failure(entry).reason());
            assertEquals(
                    entry.name().equals("acme.waits"), entry.trace().thread().isEmpty(), entry::toString);
        }
    }

    @Test
    @DisplayName("has no call that was refused before an import began")
    void refused() {
        Path gone = plugin("acme.gone").jar(elsewhere);
        install(plugin("acme.a").requires("acme.gone").compiledAgainst(gone));
        PluginHost host = host();
        assertThrows(PluginException.class, () -> host.importModule("acme.a"));
        assertThrows(PluginNotFoundException.class, () -> host.importModule("acme.b"));
        assertEquals(List.of(), host.timeline());
    }

    @Test
    @DisplayName("has each import of a plugin, and keeps none of its instances alive")
    void again() {
        install(plugin("acme.a"));
        PluginHost host = host();
        for (int life = 0; life < 2; life++) {
            host.importModule("acme.a");
            assertTrue(get(host.unload("acme.a")).isClean());
        }
        assertEquals(List.of("acme.a", "acme.a"), names(host));
        assertFalse(host.timeline()
                .get(1)
                .trace()
                .requestedAt()
                .isBefore(host.timeline().get(0).trace().requestedAt()));
    }

    @Test
    @DisplayName("has an import when a listener is notified of it")
    void listener() throws InterruptedException {
        install(plugin("acme.a"));
        PluginHost host = host();
        BlockingQueue<List<String>> seen = new LinkedBlockingQueue<>();
        host.listen(new PluginListener() {
            @Override
            public void imported(ImportedModule module) {
                seen.add(names(host));
            }
        });
        host.importModule("acme.a");
        assertEquals(List.of("acme.a"), seen.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    @DisplayName("never waits, on a non-blocking thread before the sources have been read either")
    void neverWaits() {
        PluginHost host = host(builder -> builder.nonBlocking(thread -> true));
        assertEquals(List.of(), host.timeline());
    }

    static EndedImport ended(String name) {
        Course course = new Course(ImportStage.QUEUE, 0, null);
        return new EndedImport(
                name, Optional.empty(), List.of(), "a test", Instant.EPOCH, "", course, 1, Optional.empty());
    }

    @Test
    @DisplayName("has the last ten thousand imports, whatever the number of threads")
    void bounded() {
        Timeline timeline = new Timeline();
        int threads = 4;
        int each = 5_000;
        Callable<Integer> adding = () -> {
            IntStream.range(0, each).forEach(i -> timeline.add(ended("early" + i)));
            return timeline.entries().size();
        };
        race(Collections.nCopies(threads, adding))
                .forEach(size -> assertTrue(size <= Timeline.MOST, size + " entries"));
        assertEquals(Timeline.MOST, timeline.entries().size());

        IntStream.range(0, Timeline.MOST - 1).forEach(i -> timeline.add(ended("late" + i)));
        List<TimelineEntry> last = timeline.entries();
        assertEquals(Timeline.MOST, last.size());
        assertTrue(last.get(0).name().startsWith("early"), last.get(0)::toString);
        assertEquals("late0", last.get(1).name());
        assertEquals("late" + (Timeline.MOST - 2), last.get(Timeline.MOST - 1).name());
    }
}
