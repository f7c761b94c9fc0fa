package dev.pluginhost.impl.unloading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginNotFoundException;
import dev.pluginhost.PluginStartException;
import dev.pluginhost.Reason;
import dev.pluginhost.ReloadFailedException;
import dev.pluginhost.ReloadFailedException.Left;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.fixtures.Reasons;
import dev.pluginhost.testkit.OpenFiles;
import dev.pluginhost.testkit.PluginSource;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Reloading a plugin")
@SuppressWarnings("try") // what is open for as long as a block lasts
class ReloadTest extends HostFixture {

    @TempDir
    Path elsewhere;

    /** A plugin that says which version of it starts and stops. */
    private PluginSource version(String name, String version) {
        return version(name, version, "");
    }

    private PluginSource version(String name, String version, String start) {
        return PluginSource.plugin(name)
                .version(version)
                .onStart(start + " Probe.say(\"started " + name + " " + version + "\");")
                .onStop("Probe.say(\"stopped " + name + " " + version + "\");")
                .probe(probe);
    }

    /** Puts another jar in place of one that may be open, as careful tools do. */
    private Path replace(PluginSource source) throws IOException {
        return Files.move(source.jar(elsewhere), jar(source.name()), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The one jar of a plugin, whatever version is in its name. */
    private Path jar(String name) throws IOException {
        try (Stream<Path> files = Files.list(plugins)) {
            return files.filter(file -> file.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Optional<String> running(PluginHost host, String name) {
        return host.find(name).flatMap(ImportedModule::version).map(Object::toString);
    }

    private static List<String> names(ReloadReport report) {
        return report.plugins().stream().map(ReloadReport.Reloaded::name).toList();
    }

    private static ReloadFailedException reloadFailure(CompletableFuture<?> future) {
        return assertInstanceOf(ReloadFailedException.class, failureOf(future));
    }

    @Test
    @DisplayName("stops the old one, starts the new one, and tells of both")
    void one() throws IOException {
        Path old = install(version("acme.a", "1"));
        PluginHost host = host();
        host.importModule("acme.a");
        replace(version("acme.a", "2"));
        ReloadReport report = get(host.reload("acme.a"));
        assertEquals(List.of("started acme.a 1", "stopped acme.a 1", "started acme.a 2"), probe.said());
        assertEquals(Optional.of("2"), running(host, "acme.a"));
        ReloadReport.Reloaded reloaded = report.plugins().get(0);
        assertEquals("acme.a", reloaded.name());
        assertEquals("1", reloaded.before().orElseThrow().toString());
        assertEquals("2", reloaded.after().orElseThrow().toString());
        assertTrue(reloaded.changed());
        assertEquals("acme.a", report.unloaded().get(0).name());
        host.close();
        assertFalse(OpenFiles.has(old));
    }

    @Test
    @DisplayName("brings back those that were imported and require it, and leaves others alone")
    void dependents() throws IOException {
        Path a = install(version("acme.a", "1.0"));
        Path b = install(version("acme.b", "1.0").requires("acme.a").compiledAgainst(a));
        install(version("acme.c", "1.0").requires("acme.b").compiledAgainst(a, b));
        install(version("acme.d", "1.0").requires("acme.a").compiledAgainst(a));
        install(version("acme.e", "1.0"));
        PluginHost host = host();
        host.importModule("acme.c");
        ImportedModule e = host.importModule("acme.e");
        replace(version("acme.a", "1.1"));
        ReloadReport report = get(host.reload("acme.a"));
        assertEquals(List.of("acme.a", "acme.b", "acme.c"), names(report));
        assertEquals(
                List.of(
                        "stopped acme.c 1.0",
                        "stopped acme.b 1.0",
                        "stopped acme.a 1.0",
                        "started acme.a 1.1",
                        "started acme.b 1.0",
                        "started acme.c 1.0"),
                probe.said().subList(4, 10));
        assertSame(e, host.importModule("acme.e"));
        assertEquals(Optional.empty(), host.find("acme.d"));
        assertFalse(report.plugins().get(1).changed());
        host.importModule("acme.c").module(); // answers
        assertEquals(4, OpenFiles.below(plugins), "the old files were kept until the new ones ran");
    }

    @Test
    @DisplayName("of one that is not imported brings in nothing, and knows what is installed now")
    void notImported() throws IOException {
        install(version("acme.a", "1"));
        PluginHost host = host();
        host.start();
        replace(version("acme.a", "2"));
        assertEquals(List.of(), names(get(host.reload("acme.a"))));
        assertEquals(List.of(), probe.said());
        host.importModule("acme.a");
        assertEquals(List.of("started acme.a 2"), probe.said());
    }

    @Test
    @DisplayName("of one that nobody has installed says what may be meant")
    void unknown() {
        install(version("acme.weather", "1"));
        PluginHost host = host();
        PluginException failure = failureOf(host.reload("acme.wether"));
        assertInstanceOf(PluginNotFoundException.class, failure);
        assertTrue(failure.getMessage().contains("did you mean acme.weather?"), failure.getMessage());
    }

    @Test
    @DisplayName("never touches the one that runs if what is installed now is broken")
    void broken() throws IOException {
        install(version("acme.a", "1"));
        PluginHost host = host();
        ImportedModule running = host.importModule("acme.a");
        Path half = Files.writeString(elsewhere.resolve("acme.a.jar"), "half a jar");
        Files.move(half, jar("acme.a"), StandardCopyOption.REPLACE_EXISTING);
        ReloadFailedException failure = reloadFailure(host.reload("acme.a"));
        assertEquals(Left.UNTOUCHED, failure.left());
        assertSame(running, host.importModule("acme.a"));
        assertEquals(List.of("started acme.a 1"), probe.said());
    }

    @Test
    @DisplayName("never touches the one that runs if what is installed now requires what is missing")
    void unresolvable() throws IOException {
        install(version("acme.a", "1"));
        PluginHost host = host();
        host.importModule("acme.a");
        Path missing = plugin("acme.missing").jar(elsewhere);
        replace(version("acme.a", "2").requires("acme.missing").compiledAgainst(missing));
        ReloadFailedException failure = reloadFailure(host.reload("acme.a"));
        assertEquals(Left.UNTOUCHED, failure.left());
        Reasons.of(Reason.MISSING, failure.getCause());
        assertTrue(failure.getMessage().contains("acme.missing"), failure.getMessage());
        assertEquals(List.of("started acme.a 1"), probe.said());
        assertEquals(Optional.of("1"), running(host, "acme.a"));
    }

    @Test
    @DisplayName("never touches those that run if one that requires it is not compatible with what is installed now")
    void incompatibleDependent() throws IOException {
        Path a = install(version("acme.a", "1.0"));
        install(version("acme.b", "1.0").requires("acme.a").compiledAgainst(a));
        PluginHost host = host();
        host.importModule("acme.b");
        replace(version("acme.a", "2.0"));
        ReloadFailedException failure = reloadFailure(host.reload("acme.a"));
        assertEquals(Left.UNTOUCHED, failure.left());
        assertTrue(failure.getMessage().contains("acme.b"), failure.getMessage());
        assertEquals(2, probe.said().size());
    }

    @Test
    @DisplayName("never touches those that run if modules do not fit together any more")
    void splitPackage() throws IOException {
        Path a = install(version("acme.a", "1")
                .source("acme.a.api.Api", "public class Api {}")
                .exports("acme.a.api"));
        Path b = install(version("acme.b", "1")
                .source("acme.b.api.Api", "public class Api {}")
                .exports("acme.b.api"));
        install(version("acme.c", "1").requires("acme.a", "acme.b").compiledAgainst(a, b));
        PluginHost host = host();
        host.importModule("acme.c");
        replace(version("acme.a", "1")
                .source("acme.b.api.Other", "public class Other {}")
                .exports("acme.b.api"));
        ReloadFailedException failure = reloadFailure(host.reload("acme.a"));
        assertEquals(Left.UNTOUCHED, failure.left());
        assertEquals(3, probe.said().size());
    }

    @Test
    @DisplayName("brings the old one back from its old file if the new one's start fails")
    void startFails() throws IOException {
        Path a = install(version("acme.a", "1.0").source("acme.a.Late", "public class Late {}"));
        install(version("acme.b", "1.0").requires("acme.a").compiledAgainst(a));
        PluginHost host = host();
        host.importModule("acme.b");
        replace(version("acme.a", "1.1", "Probe.reach(\"start\");"));
        probe.failAt("start", () -> new IllegalStateException("no"));
        ReloadFailedException failure = reloadFailure(host.reload("acme.a"));
        assertEquals(Left.RESTORED, failure.left());
        assertInstanceOf(PluginStartException.class, failure.getCause());
        assertTrue(failure.getMessage().contains("what ran before is back"), failure.getMessage());
        assertEquals(Optional.of("1.0"), running(host, "acme.a"));
        assertEquals(
                List.of("started acme.a 1.0", "started acme.b 1.0", "stopped acme.b 1.0", "stopped acme.a 1.0"),
                probe.said().subList(0, 4));
        assertEquals(
                List.of("start", "started acme.a 1.0", "started acme.b 1.0"),
                probe.said().subList(4, 7));
        try {
            host.importModule("acme.a").loadClass("acme.a.Late"); // from the file that is not there any more
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("that fails names the plugin that did not start, though what requires it now left after it")
    void requirementTurnedRound() throws IOException {
        Path a = install(version("acme.a", "1"));
        install(version("acme.b", "1").requires("acme.a").compiledAgainst(a));
        PluginHost host = host();
        host.importModule("acme.b");
        Path b = replace(version("acme.b", "2", "if (true) throw new IllegalStateException(\"no\");"));
        replace(version("acme.a", "2").requires("acme.b").compiledAgainst(b));
        ReloadFailedException failure = reloadFailure(host.reload("acme.a"));
        assertEquals("acme.b", failure.module());
        assertEquals(Left.RESTORED, failure.left());
    }

    @Test
    @DisplayName("that fails leaves installed what is on disk: the next import after an unload tries that")
    void unloadAndImportAfterFailure() throws IOException {
        install(version("acme.a", "1"));
        PluginHost host = host();
        host.importModule("acme.a");
        replace(version("acme.a", "2", "if (true) throw new IllegalStateException(\"no\");"));
        reloadFailure(host.reload("acme.a"));
        get(host.unload("acme.a"));
        assertInstanceOf(PluginStartException.class, failureOf(host.importModuleAsync("acme.a")));
    }

    @Test
    @DisplayName("that fails leaves installed what was read while it brought back the old one")
    void refreshWhileRestoring() throws IOException {
        install(version("acme.a", "1", AppCall.source("start") + ";"));
        PluginHost host = host();
        AtomicInteger starts = new AtomicInteger();
        try (AppCall start = AppCall.of("start", () -> {
            if (starts.incrementAndGet() == 2) {
                install(version("acme.b", "1"));
                host.refresh();
            }
            return null;
        })) {
            host.importModule("acme.a");
            replace(version("acme.a", "2", "if (true) throw new IllegalStateException(\"no\");"));
            reloadFailure(host.reload("acme.a"));
        }
        assertEquals("acme.b", host.importModule("acme.b").name());
    }

    @Test
    @DisplayName("brings all back if one that requires it does not start with the new one")
    void dependentFails() throws IOException {
        Path a = install(version("acme.a", "1.0"));
        install(version("acme.b", "1.0", AppCall.source("start") + ";")
                .requires("acme.a")
                .compiledAgainst(a));
        PluginHost host = host();
        try (AppCall start = AppCall.of("start", () -> {
            if (running(host, "acme.a").equals(Optional.of("1.1"))) {
                throw new IllegalStateException("too new");
            }
            return null;
        })) {
            host.importModule("acme.b");
            replace(version("acme.a", "1.1"));
            ReloadFailedException failure = reloadFailure(host.reload("acme.a"));
            assertEquals(Left.RESTORED, failure.left());
            assertEquals("acme.b", failure.module());
            assertEquals(Optional.of("1.0"), running(host, "acme.a"));
            assertTrue(host.find("acme.b").isPresent());
        }
    }

    @Test
    @DisplayName("says so if the old one's bytes are not there any more, and what was wrong with both")
    void lost() throws IOException {
        install(version("acme.a", "1"));
        PluginHost host = host();
        host.importModule("acme.a");
        Path jar = jar("acme.a");
        Path made = version("acme.a", "2", "Probe.reach(\"start\");").jar(elsewhere);
        probe.failAt("start", () -> new IllegalStateException("no"));
        Files.write(jar, Files.readAllBytes(made)); // in place: the bytes that are open are the new ones now
        ReloadFailedException failure = reloadFailure(host.reload("acme.a"));
        assertEquals(Left.LOST, failure.left());
        assertInstanceOf(PluginStartException.class, failure.getCause());
        assertInstanceOf(PluginException.class, failure.getSuppressed()[0]);
        assertEquals(Optional.empty(), host.find("acme.a"));
    }

    @Test
    @DisplayName("imports what the new one requires in addition")
    void newPrerequisite() throws IOException {
        install(version("acme.a", "1"));
        PluginHost host = host();
        host.importModule("acme.a");
        Path b = install(version("acme.b", "1"));
        replace(version("acme.a", "2").requires("acme.b").compiledAgainst(b));
        get(host.reload("acme.a"));
        assertEquals(
                List.of("stopped acme.a 1", "started acme.b 1", "started acme.a 2"),
                probe.said().subList(1, 4));
    }

    @Test
    @DisplayName("lets an unloading begin that is asked for when it has failed")
    void unloadAfterFailure() throws IOException {
        install(version("acme.a", "1"));
        PluginHost host = host(builder -> builder.collectionTimeout(Duration.ZERO));
        host.importModule("acme.a");
        replace(version("acme.a", "2", "Probe.reach(\"start\");"));
        probe.failAt("start", () -> new IllegalStateException("no"));
        assertEquals(Left.RESTORED, reloadFailure(host.reload("acme.a")).left());
        assertEquals(1, get(host.unload("acme.a")).plugins().size());
        assertEquals(Optional.empty(), host.find("acme.a"));
    }

    @Test
    @DisplayName("lets an unloading wait that is asked for meanwhile, so that it is unloaded in the end")
    void unloadMeanwhile() throws IOException {
        install(version("acme.a", "1"));
        PluginHost host = host();
        host.importModule("acme.a");
        replace(version("acme.a", "2", "Probe.await(\"start\");"));
        CompletableFuture<ReloadReport> reloaded = host.reload("acme.a");
        probe.awaitReached("start");
        CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
        probe.release("start");
        get(reloaded);
        assertEquals(1, get(unloaded).plugins().size());
        assertEquals(Optional.empty(), host.find("acme.a"));
    }

    @Test
    @DisplayName(
            "is not waited for by a plugin's start that wants something unloaded meanwhile, as it may wait for that")
    void unloadInStart() throws IOException {
        install(version("acme.a", "1"));
        install(plugin("acme.b", AppCall.source("unload") + ";"));
        PluginHost host = host();
        host.importModule("acme.a");
        replace(version("acme.a", "2", "Probe.await(\"start\");"));
        CompletableFuture<ReloadReport> reloaded = host.reload("acme.a");
        probe.awaitReached("start");
        AtomicReference<CompletableFuture<UnloadReport>> unloaded = new AtomicReference<>();
        try (AppCall call = AppCall.of("unload", () -> {
            unloaded.set(host.unload("acme.a"));
            return unloaded.get().join();
        })) {
            Reasons.of(Reason.IMPORT_CYCLE, failureOf(host.importModuleAsync("acme.b")));
        }
        probe.release("start");
        get(reloaded);
        assertEquals(1, get(unloaded.get()).plugins().size());
    }

    @Test
    @DisplayName("lets a plugin's start wait for an unloading that came after it, once it is over")
    void unloadAfterwardsInStart() throws IOException {
        install(version("acme.a", "1"));
        install(plugin("acme.b", AppCall.source("unload") + ";"));
        PluginHost host = host();
        host.importModule("acme.a");
        replace(version("acme.a", "2", "Probe.await(\"start\");").onStop("Probe.await(\"stop\");"));
        CompletableFuture<ReloadReport> reloaded = host.reload("acme.a");
        probe.awaitReached("start");
        CompletableFuture<UnloadReport> unloaded = host.unload("acme.a");
        probe.release("start");
        probe.awaitReached("stop");
        try (AppCall call = AppCall.of("unload", unloaded::join)) {
            CompletableFuture<ImportedModule> b = host.importModuleAsync("acme.b");
            probe.release("stop");
            get(b);
        }
        get(reloaded);
    }

    @Test
    @DisplayName("lets who asks for it meanwhile have the new one")
    void importMeanwhile() throws IOException {
        install(version("acme.a", "1"));
        PluginHost host = host();
        host.importModule("acme.a");
        replace(version("acme.a", "2", "Probe.await(\"start\");"));
        CompletableFuture<ReloadReport> reloaded = host.reload("acme.a");
        probe.awaitReached("start");
        CompletableFuture<ImportedModule> asked = host.importModuleAsync("acme.a");
        probe.release("start");
        assertEquals("2", get(asked).version().orElseThrow().toString());
        get(reloaded);
    }

    @Test
    @DisplayName("is refused to a plugin that waits for it in its own start, as it may be waited for")
    void inItsOwnStart() {
        install(version("acme.a", "1", AppCall.source("reload") + ";"));
        PluginHost host = host();
        try (AppCall call = AppCall.of("reload", () -> host.reload("acme.a").join())) {
            PluginException failure = failureOf(host.importModuleAsync("acme.a"));
            Reasons.of(Reason.IMPORT_CYCLE, failure);
        }
    }

    @Test
    @DisplayName("says that the old one is lost whose jar was replaced while it was closed to spare open files")
    void closedWhileIdle() throws IOException {
        Path a = install(version("acme.a", "1"));
        install(version("acme.b", "1"));
        PluginHost host = host(builder -> builder.openFiles(1));
        host.importModule("acme.a");
        host.importModule("acme.b");
        assertFalse(OpenFiles.has(a));
        replace(version("acme.a", "2", "Probe.reach(\"start\");"));
        probe.failAt("start", () -> new IllegalStateException("no"));
        ReloadFailedException failure = reloadFailure(host.reload("acme.a"));
        assertEquals(Left.LOST, failure.left());
        assertTrue(failure.getMessage().contains("keep within openFiles"), failure.getMessage());
    }

    @Test
    @DisplayName("warns of plugins whose class loaders are held if it fails, as there is no report then")
    void heldAndFailed() throws IOException, InterruptedException {
        install(version("acme.a", "1", "Probe.hand(\"loader\", Main.class.getClassLoader());"));
        PluginHost host = host(builder -> builder.collectionTimeout(Duration.ofMillis(100)));
        host.importModule("acme.a");
        ClassLoader held = probe.take("loader", ClassLoader.class);
        replace(version("acme.a", "2", "Probe.reach(\"start\");"));
        probe.failAt("start", () -> new IllegalStateException("no"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            assertEquals(Left.RESTORED, reloadFailure(host.reload("acme.a")).left());
            log.await("Plugin acme.a (" + jar("acme.a") + ") was unloaded, as ");
        } finally {
            Reference.reachabilityFence(held);
        }
    }

    @Test
    @DisplayName("never touches the one that runs if one in flight that requires it could not come back")
    void incompatibleInFlight() throws IOException {
        Path a = install(version("acme.a", "1.0"));
        install(version("acme.b", "1.0", "Probe.await(\"start\");")
                .requires("acme.a")
                .compiledAgainst(a));
        PluginHost host = host();
        CompletableFuture<ImportedModule> b = host.importModuleAsync("acme.b");
        probe.awaitReached("start");
        replace(version("acme.a", "2.0"));
        ReloadFailedException failure = reloadFailure(host.reload("acme.a"));
        assertEquals(Left.UNTOUCHED, failure.left());
        probe.release("start");
        get(b);
        assertEquals(Optional.of("1.0"), running(host, "acme.a"));
    }

    @Test
    @DisplayName("brings back and names one that was in flight and requires it")
    void dependentInFlight() throws IOException {
        Path a = install(version("acme.a", "1.0"));
        install(version("acme.b", "1.0", "Probe.await(\"start\");")
                .requires("acme.a")
                .compiledAgainst(a));
        install(plugin("acme.c")
                .onStop("Probe.await(\"stop\");")
                .requires("acme.a")
                .compiledAgainst(a));
        PluginHost host = host();
        host.importModule("acme.c");
        CompletableFuture<ImportedModule> b = host.importModuleAsync("acme.b");
        probe.awaitReached("start");
        replace(version("acme.a", "1.1"));
        CompletableFuture<ReloadReport> reload = host.reload("acme.a");
        probe.awaitReached("stop"); // all that leave are marked by now
        probe.release("start");
        get(b);
        probe.release("stop");
        ReloadReport report = get(reload);
        assertEquals(
                List.of("acme.a", "acme.b", "acme.c"),
                names(report).stream().sorted().toList());
        assertTrue(host.find("acme.b").isPresent());
    }

    @Test
    @DisplayName("fails with HostClosedException when the host is closed meanwhile")
    void closed() throws IOException {
        install(version("acme.a", "1"));
        PluginHost host = host();
        host.importModule("acme.a");
        replace(version("acme.a", "2", "Probe.await(\"start\");"));
        CompletableFuture<ReloadReport> reloaded = host.reload("acme.a");
        probe.awaitReached("start");
        host.close();
        assertInstanceOf(HostClosedException.class, failureOf(reloaded));
        assertInstanceOf(HostClosedException.class, failureOf(host.reload("acme.a")));
    }
}
