package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginListener;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
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
        return watching(Duration.ofMillis(50));
    }

    /** With a settling time in which a test does several things, though the machine be busy. */
    private PluginHost watchingPatiently() {
        return watching(Duration.ofMillis(500));
    }

    private PluginHost watching(Duration settle) {
        PluginHost host = notStarted(settle, Duration.ZERO);
        host.start();
        return host;
    }

    private PluginHost notStarted(Duration settle, Duration collectionTimeout) {
        PluginHost host = host(builder -> builder.watch(settle).collectionTimeout(collectionTimeout));
        host.listen(new PluginListener() {
            @Override
            public void imported(ImportedModule module) {
                events.add("imported " + module.name()
                        + module.version().map(version -> " " + version).orElse(""));
            }

            @Override
            public void failed(String module, PluginInfo.Failure failure) {
                events.add("failed " + module);
            }

            @Override
            public void unloaded(ImportedModule module) {
                events.add("unloaded " + module.name());
            }
        });
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

    /** Likewise, in whatever order. */
    private void awaitEventsOf(String... expected) {
        List<String> seen = new ArrayList<>();
        for (String event : expected) {
            try {
                seen.add(String.valueOf(events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)));
            } catch (InterruptedException e) {
                throw new AssertionError(event, e);
            }
        }
        assertEquals(
                Arrays.stream(expected).sorted().toList(),
                seen.stream().sorted().toList());
    }

    private static Path replace(Path by, Path there) throws IOException {
        return Files.move(by, there, StandardCopyOption.REPLACE_EXISTING);
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
    @DisplayName("reloads two plugins that change together in one transaction, with what requires them")
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
    @DisplayName("gives who asks for a plugin while it is brought back the one that ran before, and brings that back")
    void askedWhileRestoring() throws IOException {
        Path x = put(version("acme.x", "1").eager());
        Path y = put(version("acme.y", "1").eager());
        PluginHost host = watchingPatiently();
        awaitEventsOf("imported acme.x 1", "imported acme.y 1");
        probe.failAt("start", () -> new IllegalStateException("no"));
        Path newX =
                plugin("acme.x", "Probe.reach(\"start\");").version("2").eager().jar(elsewhere);
        Path newY =
                version("acme.y", "2").onStop("Probe.await(\"stop\");").eager().jar(elsewhere);
        replace(newX, x);
        replace(newY, y);
        probe.awaitReached("stop");
        CompletableFuture<ImportedModule> asked = host.importModuleAsync("acme.x");
        probe.release("stop");
        assertEquals("1", get(asked).version().orElseThrow().toString());
        awaitEventsOf(
                "unloaded acme.x",
                "unloaded acme.y",
                "failed acme.x",
                "imported acme.y 2",
                "unloaded acme.y",
                "imported acme.x 1",
                "imported acme.y 1");
    }

    @Test
    @DisplayName("reloads a plugin that does not require any more what is deleted at the same time")
    void requirementGoes() throws IOException {
        Path y = put(version("acme.y", "1"));
        Path x = put(version("acme.x", "1").requires("acme.y").compiledAgainst(y));
        PluginHost host = watchingPatiently();
        host.importModule("acme.x");
        awaitEvents("imported acme.y 1", "imported acme.x 1");
        Path newX = version("acme.x", "2").jar(elsewhere);
        Files.delete(y);
        replace(newX, x);
        awaitEvents("unloaded acme.x", "unloaded acme.y", "imported acme.x 2");
        assertEquals(Optional.empty(), host.find("acme.y"));
    }

    @Test
    @DisplayName("brings a plugin back that can do without what is deleted")
    void optionalRequirementGoes() throws IOException {
        Path y = put(version("acme.y", "1"));
        put(version("acme.x", "1").declares("requires static acme.y;").compiledAgainst(y));
        PluginHost host = watching();
        host.importModule("acme.x");
        awaitEvents("imported acme.y 1", "imported acme.x 1");
        Files.delete(y);
        awaitEvents("unloaded acme.x", "unloaded acme.y", "imported acme.x 1");
        assertEquals(Optional.empty(), host.find("acme.y"));
    }

    @Test
    @DisplayName("unloads what is gone, with what requires it, though something else cannot be reloaded")
    void goesAlone() throws IOException, InterruptedException {
        Path y = put(version("acme.y", "1"));
        put(version("acme.x", "1").requires("acme.y").compiledAgainst(y).eager());
        Path a = put(version("acme.a", "1").eager());
        watching();
        awaitEventsOf("imported acme.y 1", "imported acme.x 1", "imported acme.a 1");
        Path missing = plugin("acme.missing").jar(elsewhere);
        Path newA = version("acme.a", "2")
                .requires("acme.missing")
                .compiledAgainst(missing)
                .jar(elsewhere);
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            Files.delete(y);
            replace(newA, a);
            awaitEvents("unloaded acme.x", "unloaded acme.y");
            log.await("what runs was not touched");
        }
    }

    @Test
    @DisplayName("tells once of what cannot be reloaded, and reloads what was kept from it when that is mended")
    void mended() throws IOException, InterruptedException {
        Path a = put(version("acme.a", "1").eager());
        Path b = put(version("acme.b", "1").eager());
        watching();
        awaitEventsOf("imported acme.a 1", "imported acme.b 1");
        Path missing = plugin("acme.missing").jar(elsewhere);
        Path newA = version("acme.a", "2")
                .requires("acme.missing")
                .compiledAgainst(missing)
                .jar(elsewhere);
        Path newB = version("acme.b", "2").jar(elsewhere);
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            replace(newA, a);
            replace(newB, b);
            log.await("what runs was not touched");
            put(version("acme.c", "1").eager());
            awaitEvents("imported acme.c 1");
            put(version("acme.a", "3").eager());
            awaitEventsOf("unloaded acme.a", "imported acme.a 3", "unloaded acme.b", "imported acme.b 2");
            assertEquals(1, log.messages("what runs was not touched").size());
        }
    }

    @Test
    @DisplayName("reloads a plugin when what its new version requires comes later")
    void requirementComesLater() throws IOException, InterruptedException {
        put(version("acme.a", "1").eager());
        watching();
        awaitEvents("imported acme.a 1");
        Path x = version("acme.x", "1").jar(elsewhere);
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            put(version("acme.a", "2").requires("acme.x").compiledAgainst(x).eager());
            log.await("what runs was not touched");
        }
        replace(x, plugins.resolve("acme.x.jar"));
        awaitEvents("unloaded acme.a", "imported acme.x 1", "imported acme.a 2");
    }

    @Test
    @DisplayName("reloads an exploded module when any of its classes changes")
    void exploded() throws IOException {
        Path there = version("acme.a", "1").eager().explodedIn(plugins);
        watching();
        awaitEvents("imported acme.a 1");
        Path made = plugin("acme.a", "Probe.say(\"new\");").version("1").eager().explodedIn(elsewhere);
        Files.copy(
                made.resolve("acme/a/Main.class"),
                there.resolve("acme/a/Main.class"),
                StandardCopyOption.REPLACE_EXISTING);
        awaitEvents("unloaded acme.a", "imported acme.a 1");
        assertEquals(1, probe.count("new"));
    }

    @Test
    @DisplayName("imports an eager plugin that is dropped in although the sources are read before it has settled")
    void refreshedBefore() throws IOException {
        PluginHost host = watchingPatiently();
        put(version("acme.a", "1").eager());
        assertEquals(List.of("acme.a"), host.refresh().added());
        awaitEvents("imported acme.a 1");
    }

    @Test
    @DisplayName("knows at its start what has changed since it was first asked what is installed")
    void askedBeforeStart() throws IOException {
        put(version("acme.a", "1"));
        PluginHost host = notStarted(Duration.ofMillis(50), Duration.ZERO);
        host.importModule("acme.a");
        put(version("acme.a", "2"));
        put(version("acme.b", "1").eager());
        host.start();
        awaitEvents("imported acme.a 1");
        awaitEventsOf("imported acme.b 1", "unloaded acme.a", "imported acme.a 2");
    }

    @Test
    @DisplayName("warns of a plugin whose class loader is held after it was replaced")
    void held() throws IOException, InterruptedException {
        put(plugin("acme.a", "Probe.hand(\"loader\", Main.class.getClassLoader());")
                .version("1")
                .eager());
        notStarted(Duration.ofMillis(50), Duration.ofMillis(100)).start();
        awaitEvents("imported acme.a 1");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            put(version("acme.a", "2").eager());
            awaitEvents("unloaded acme.a", "imported acme.a 2");
            String message = log.await("its class loader is still held").getMessage();
            assertTrue(message.contains("acme.a.jar"), message);
        }
    }

    @Test
    @DisplayName("replaces a plugin whose file changes while it is imported, as soon as it is")
    void changesInFlight() throws IOException {
        put(plugin("acme.a", "Probe.await(\"start\");").version("1"));
        PluginHost host = watching();
        CompletableFuture<ImportedModule> asked = host.importModuleAsync("acme.a");
        probe.awaitReached("start");
        put(version("acme.a", "2"));
        put(version("acme.b", "1").eager());
        awaitEvents("imported acme.b 1");
        probe.release("start");
        get(asked);
        awaitEvents("imported acme.a 1", "unloaded acme.a", "imported acme.a 2");
    }

    @Test
    @DisplayName("unloads a plugin whose file is deleted while it is imported, as soon as it is")
    void deletedInFlight() throws IOException {
        Path a = put(plugin("acme.a", "Probe.await(\"start\");").version("1"));
        PluginHost host = watching();
        CompletableFuture<ImportedModule> asked = host.importModuleAsync("acme.a");
        probe.awaitReached("start");
        Files.delete(a);
        put(version("acme.b", "1").eager());
        awaitEvents("imported acme.b 1");
        probe.release("start");
        get(asked);
        awaitEvents("imported acme.a 1", "unloaded acme.a");
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
