package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.impl.fixtures.HostFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Virtual threads that import")
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadTest extends HostFixture {

    /** More than there are carriers, and than the scheduler makes up for. */
    private static final int THREADS = 1000;

    @TempDir
    Path recordings;

    /** Through reflection, as this is compiled for Java 17. */
    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    /** What pinned a carrier while something was done. */
    private List<RecordedEvent> pinned(Callable<?> work) throws Exception {
        Path file = recordings.resolve("pinned.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
            recording.start();
            work.call();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("jdk."))
                .toList();
    }

    /** A thousand callers, each in one of four ways, who wait at the same time. */
    private Object manyWait(ExecutorService threads, String plugin) throws InterruptedException {
        install(plugin(plugin, "Probe.await(\"go " + plugin + "\");"));
        PluginHost host = host();
        List<Future<ImportedModule>> callers = new ArrayList<>();
        CountDownLatch called = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            int way = i % 4;
            callers.add(threads.submit(() -> {
                called.countDown();
                return switch (way) {
                    case 0 -> host.importModule(plugin);
                    case 1 -> host.importModule(plugin, PATIENCE);
                    case 2 -> host.importModuleAsync(plugin).join();
                    default ->
                        host.importModuleAsync(plugin, PATIENCE)
                                .thenApply(module -> module)
                                .get();
                };
            }));
        }
        called.await();
        probe.awaitReached("go " + plugin);
        // carriers are left for others although all of those wait
        assertEquals("free", get(threads.submit(() -> "free")));
        probe.release("go " + plugin);
        callers.forEach(caller -> assertEquals(plugin, get(caller).name()));
        return host;
    }

    @Test
    @DisplayName("park, all of them, and pin no carrier")
    void park() throws Exception {
        ExecutorService threads = virtualThreads();
        manyWait(threads, "acme.before"); // the first use of a class pins the carrier thread while the class is loaded
        assertEquals(List.of(), pinned(() -> manyWait(threads, "acme.slow")));
        threads.shutdown();
    }

    private Object wholeLife() {
        PluginHost host = host(builder -> builder.closeTimeout(Duration.ofSeconds(10)));
        host.start();
        host.refresh();
        host.check();
        host.plugins();
        host.close();
        return host;
    }

    @Test
    @DisplayName("park as well where the host is started, refreshed, checked and closed by them")
    void parkForTheHost() throws Exception {
        install(plugin("acme.eager").eager());
        ExecutorService threads = virtualThreads();
        get(threads.submit(this::wholeLife)); // as above
        assertEquals(List.of(), pinned(() -> get(threads.submit(this::wholeLife))));
        threads.shutdown();
    }
}
