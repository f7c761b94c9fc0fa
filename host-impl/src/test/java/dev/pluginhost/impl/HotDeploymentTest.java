package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportFailure;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginListener;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A host that watches its sources")
class HotDeploymentTest extends HostFixture {

    @TempDir
    Path elsewhere;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private PluginHost watching() {
        PluginHost host = host(builder -> builder.watch(Duration.ofMillis(50)).collectionBound(Duration.ZERO));
        host.listen(new PluginListener() {
            @Override
            public void imported(ImportedModule module) {
                events.add("imported " + module.name()
                        + module.version().map(version -> " " + version).orElse(""));
            }

            @Override
            public void failed(String module, ImportFailure failure) {
                events.add("failed " + module);
            }

            @Override
            public void unloaded(ImportedModule module) {
                events.add("unloaded " + module.name());
            }
        });
        host.start();
        return host;
    }

    private void awaitEvents(String... expected) {
        for (String event : expected) {
            try {
                assertEquals(event, events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), Arrays.toString(expected));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private PluginSource version(String name, String version) {
        return plugin(name).version(version);
    }

    /** Puts a jar there in one step, under a name without a version. */
    private Path put(PluginSource source) throws IOException {
        return Files.move(
                source.jar(elsewhere), plugins.resolve(source.name() + ".jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    @DisplayName(
            "imports an eager plugin that is dropped in, reloads it when it changes, and unloads it when it is deleted")
    void dropChangeDelete() throws IOException {
        PluginHost host = watching();
        Path jar = put(version("acme.a", "1").eager());
        awaitEvents("imported acme.a 1");
        put(version("acme.a", "2").eager());
        awaitEvents("unloaded acme.a", "imported acme.a 2");
        Files.delete(jar);
        awaitEvents("unloaded acme.a");
        assertEquals(Optional.empty(), host.find("acme.a"));
        assertEquals(List.of(), host.plugins());
    }

    @Test
    @DisplayName("can be asked for a lazy plugin that is dropped in, and lets it alone until then")
    void lazy() throws IOException {
        PluginHost host = watching();
        put(version("acme.lazy", "1"));
        put(version("acme.eager", "1").eager());
        awaitEvents("imported acme.eager 1");
        assertEquals(Optional.empty(), host.find("acme.lazy"));
        host.importModule("acme.lazy");
    }

    @Test
    @DisplayName("leaves what runs alone when its file is half written, and reloads it when it is whole")
    void halfWritten() throws IOException, InterruptedException {
        Path jar = put(version("acme.a", "1").eager());
        PluginHost host = watching();
        awaitEvents("imported acme.a 1");
        ImportedModule running = host.importModule("acme.a");
        byte[] whole = Files.readAllBytes(version("acme.a", "2").eager().jar(elsewhere));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            Path half = Files.write(elsewhere.resolve("half"), Arrays.copyOf(whole, whole.length / 2));
            Files.move(half, jar, StandardCopyOption.REPLACE_EXISTING);
            log.await("what runs was not touched");
            assertSame(running, host.importModule("acme.a"));
        }
        Files.write(jar, whole);
        awaitEvents("unloaded acme.a", "imported acme.a 2");
    }

    @Test
    @DisplayName("brings two that change at once in by one transaction, with what requires them")
    void twoAtOnce() throws IOException {
        Path a = put(version("acme.a", "1.0"));
        Path b = put(version("acme.b", "1.0").requires("acme.a").compiledAgainst(a));
        put(version("acme.c", "1.0").requires("acme.b").compiledAgainst(a, b).eager());
        PluginHost host = watching();
        awaitEvents("imported acme.a 1.0", "imported acme.b 1.0", "imported acme.c 1.0");
        Path newB =
                version("acme.b", "1.1").requires("acme.a").compiledAgainst(a).jar(elsewhere);
        Path newA = version("acme.a", "1.1").jar(elsewhere);
        Files.move(newA, a, StandardCopyOption.REPLACE_EXISTING);
        Files.move(newB, b, StandardCopyOption.REPLACE_EXISTING);
        awaitEvents(
                "unloaded acme.c",
                "unloaded acme.b",
                "unloaded acme.a",
                "imported acme.a 1.1",
                "imported acme.b 1.1",
                "imported acme.c 1.0");
        assertTrue(host.find("acme.c").isPresent());
    }

    @Test
    @DisplayName("goes on with what ran if what has changed does not start, and does not try that again")
    void startFails() throws IOException, InterruptedException {
        put(version("acme.a", "1").eager());
        PluginHost host = watching();
        awaitEvents("imported acme.a 1");
        probe.failAt("start", () -> new IllegalStateException("no"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            put(plugin("acme.a", "Probe.reach(\"start\");").version("2").eager());
            awaitEvents("unloaded acme.a", "failed acme.a", "imported acme.a 1");
            log.await("what ran before is back");
        }
        put(version("acme.b", "1").eager());
        awaitEvents("imported acme.b 1");
        put(version("acme.a", "3").eager());
        awaitEvents("unloaded acme.a", "imported acme.a 3");
        assertEquals(
                Optional.of("3"),
                host.find("acme.a").flatMap(ImportedModule::version).map(Object::toString));
    }

    @Test
    @DisplayName("imports an eager plugin when what it requires is dropped in")
    void prerequisiteComes() throws IOException {
        Path a = version("acme.a", "1").jar(elsewhere);
        put(version("acme.b", "1").requires("acme.a").compiledAgainst(a).eager());
        PluginHost host = watching();
        Files.move(a, plugins.resolve("acme.a.jar"));
        awaitEvents("imported acme.a 1", "imported acme.b 1");
        assertTrue(host.find("acme.b").isPresent());
    }

    @Test
    @DisplayName("follows nothing any more once it is closed")
    void closed() throws IOException {
        PluginHost host = watching();
        host.close();
        put(version("acme.a", "1").eager());
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("pluginhost-reload-"))
                .anyMatch(Thread::isAlive));
        assertEquals(List.of(), List.copyOf(events));
    }
}
