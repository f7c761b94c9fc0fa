package dev.pluginhost.impl.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginListener;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.fixtures.NoHost;
import dev.pluginhost.impl.installed.Installed;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.wait.BlockingGuard;
import dev.pluginhost.impl.wait.Futures;
import dev.pluginhost.impl.watch.SourceWatch.Changes;
import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.discovery.ApplicationModules;
import dev.pluginhost.modules.graph.Wishes;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.layer.ArtifactOpener;
import dev.pluginhost.modules.layer.JarFiles;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Plugins;
import dev.pluginhost.testkit.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the watch tells of without being waited for: that something is still being written takes it half a minute. */
@DisplayName("Following what has settled")
class FollowerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Caller TEST = new Caller("the test");

    /** After which what cannot be used is warned of. */
    private static final Duration SETTLE = Duration.ofNanos(1);

    private static final Duration GRACE = SETTLE.multipliedBy(10);

    private final AtomicLong time = new AtomicLong();

    @TempDir
    Path plugins;

    @TempDir
    Path elsewhere;

    private final Registry registry = new Registry();
    private final JarFiles handles = new JarFiles(8, message -> {});
    private final ClassLoader loader = FollowerTest.class.getClassLoader();
    private final Application application = Application.ofLayer(ModuleLayer.boot(), loader);
    private final Events events = new Events(registry, loader);
    private final ArtifactOpener opener = new ArtifactOpener(handles);
    private final Imports imports = new Imports(
            new Settings(
                    1,
                    0,
                    PATIENCE,
                    PATIENCE,
                    PATIENCE,
                    Duration.ZERO,
                    application,
                    Set.of(),
                    8,
                    Clock.systemUTC(),
                    System::nanoTime,
                    Optional.empty(),
                    null),
            registry,
            events,
            new BlockingGuard(List.of(), List.of(), BlockingPolicy.REFUSE),
            opener,
            stale -> null,
            new NoHost());
    private @Nullable Installed installed;
    private @Nullable Reloads reloads;
    private @Nullable HotDeployment follower;

    @BeforeEach
    void begin() {
        Source parts = Source.ofParts("acme.dev", List.of(elsewhere.resolve("acme.dev")));
        Installed sources = new Installed(
                List.of(parts, new Source(plugins, false)),
                new ApplicationModules(ModuleLayer.boot().configuration(), application, () -> Set.of()),
                new Wishes(Map.of(), Map.of(), List.of()),
                VersionPolicy.REFUSE,
                Clock.systemUTC(),
                handles,
                IndexStore.none());
        installed = sources;
        reloads = new Reloads(sources, imports, registry, opener, application, loader, System::nanoTime);
        follower = new HotDeployment(
                reloads,
                new HotDeployment.Watched(List.of(parts, new Source(plugins, false)), SETTLE),
                loader,
                time::get);
        sources.refresh(imports, "the test", "the test").join();
        follower.startFrom(sources.get());
    }

    @AfterEach
    void close() {
        if (reloads != null) {
            reloads.close();
        }
        imports.close(PATIENCE);
        events.close();
    }

    private PluginSource version(String name, String version) {
        return PluginSource.plugin(name).version(version);
    }

    private Path put(PluginSource source) throws IOException {
        return Files.move(
                source.jar(elsewhere), plugins.resolve(source.name() + ".jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Imported imported(String name) {
        if (installed == null) {
            throw new AssertionError();
        }
        installed.refresh(imports, "the test", "the test").join();
        Futures.settled(imports.importEach(installed, List.of(name), TEST, Urgency.AWAITED, "the test", false));
        return there(name);
    }

    private Imported there(String name) {
        Imported there = registry.find(name);
        assertNotNull(there, name);
        return there;
    }

    private String running(String name) {
        return there(name).candidate().descriptor().rawVersion().orElseThrow();
    }

    private void follow(Set<Path> changed, Set<Path> changing) {
        assertNotNull(follower);
        follower.follow(new Changes(changed, changing));
    }

    @Test
    @DisplayName("reloads what is whole, and what is still being written when it is whole")
    void reload() throws IOException {
        Path a = put(version("acme.a", "1"));
        Path b = put(version("acme.b", "1"));
        imported("acme.a");
        Imported runningB = imported("acme.b");
        put(version("acme.a", "2"));
        put(version("acme.b", "2"));
        follow(Set.of(a), Set.of(b));
        assertEquals("2", running("acme.a"));
        assertSame(runningB, registry.find("acme.b"));
        follow(Set.of(b), Set.of());
        assertEquals("2", running("acme.b"));
    }

    @Test
    @DisplayName("does not unload what has no file at the moment")
    void unload() throws IOException {
        Path a = put(version("acme.a", "1"));
        Imported running = imported("acme.a");
        Files.delete(a);
        follow(Set.of(plugins.resolve("acme.b.jar")), Set.of(a));
        assertSame(running, registry.find("acme.a"));
        follow(Set.of(a), Set.of());
        assertNull(registry.find("acme.a"));
    }

    @Test
    @DisplayName("does not reload what another one requires that is being written")
    void dependent() throws IOException {
        Path a = put(version("acme.a", "1.0"));
        Path b = put(version("acme.b", "1.0").requires("acme.a").compiledAgainst(a));
        Imported running = imported("acme.b");
        put(version("acme.a", "1.1"));
        follow(Set.of(a), Set.of(b));
        assertSame(running, registry.find("acme.b"));
        assertEquals("1.0", running("acme.a"));
        follow(Set.of(b), Set.of());
        assertEquals("1.1", running("acme.a"));
        assertEquals("1.0", running("acme.b"));
    }

    @Test
    @DisplayName("imports what is new when it, and what it requires, is whole")
    void importNew() throws IOException, InterruptedException {
        Path a = put(version("acme.a", "1"));
        Path b =
                put(version("acme.b", "1").requires("acme.a").compiledAgainst(a).eager());
        CountDownLatch there = new CountDownLatch(1);
        events.listen(
                new PluginListener() {
                    @Override
                    public void imported(ImportedModule module) {
                        if (module.name().equals("acme.b")) {
                            there.countDown();
                        }
                    }
                },
                null);
        follow(Set.of(b), Set.of(a));
        assertEquals(Optional.empty(), imports.table().status("acme.b").trace());
        follow(Set.of(a), Set.of());
        assertTrue(there.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    @DisplayName("tries again what did not start when what it requires has changed, and not before")
    void failed() throws IOException {
        try (Probe probe = new Probe()) {
            Path b = put(version("acme.b", "1.0"));
            Path a = put(version("acme.a", "1").requires("acme.b").compiledAgainst(b));
            imported("acme.a");
            probe.failAt("start", () -> new IllegalStateException("no"));
            put(version("acme.a", "2")
                    .requires("acme.b")
                    .compiledAgainst(b)
                    .onStart("Probe.reach(\"start\");")
                    .probe(probe));
            follow(Set.of(a), Set.of());
            assertEquals("1", running("acme.a"));
            follow(Set.of(put(version("acme.c", "1"))), Set.of());
            assertEquals(1, probe.count("start"));
            probe.mend("start");
            put(version("acme.b", "1.1"));
            follow(Set.of(b), Set.of());
            assertEquals("2", running("acme.a"));
        }
    }

    @Test
    @DisplayName("starts each new version of a burst once, though others import at random meanwhile")
    void burst() throws Exception {
        List<String> names = IntStream.range(0, 8).mapToObj(i -> "acme.p" + i).toList();
        try (Probe probe = new Probe()) {
            putChain(names, 0, probe);
            imported(names.get(names.size() - 1));
            Installed sources = Objects.requireNonNull(installed);
            AtomicBoolean done = new AtomicBoolean();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Random random = new Random(i);
                Thread caller = new Thread(() -> {
                    while (!done.get()) {
                        List<String> one = List.of(names.get(random.nextInt(names.size())));
                        Futures.settled(imports.importEach(sources, one, TEST, Urgency.AWAITED, "the test", false));
                    }
                });
                callers.add(caller);
                caller.start();
            }
            try {
                for (int round = 1; round <= 5; round++) {
                    putChain(names, round, probe);
                    Set<Path> changed = new HashSet<>();
                    names.forEach(name -> changed.add(plugins.resolve(name + ".jar")));
                    follow(changed, Set.of());
                }
            } finally {
                done.set(true);
                for (Thread caller : callers) {
                    caller.join();
                }
            }
            List<String> starts = probe.said();
            assertEquals(
                    List.of(),
                    starts.stream()
                            .filter(one -> Collections.frequency(starts, one) > 1)
                            .distinct()
                            .toList());
            assertEquals(names.size() * 6, starts.size());
        }
    }

    /** Plugins of which each requires the one before it, all of one version. */
    private void putChain(List<String> names, int version, Probe probe) throws IOException {
        List<PluginSource> chain = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            PluginSource one = version(name, "1." + version)
                    .onStart("Probe.say(\"" + name + " 1." + version + "\");")
                    .probe(probe);
            chain.add(i == 0 ? one : one.requires(names.get(i - 1)));
        }
        List<Path> jars = Plugins.jars(elsewhere, chain);
        for (int i = 0; i < names.size(); i++) {
            Files.move(jars.get(i), plugins.resolve(names.get(i) + ".jar"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    @DisplayName("says of what is half written nothing, until it has been so for a while, and then once and why")
    void halfWritten() throws IOException {
        Path module = version("acme.a", "1").explodedIn(plugins);
        Imported running = imported("acme.a");
        byte[] declaration = Files.readAllBytes(module.resolve("module-info.class"));
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            for (int compile = 0; compile < 3; compile++) {
                Files.delete(module.resolve("module-info.class"));
                follow(Set.of(module), Set.of());
                time.addAndGet(GRACE.toNanos() - 1);
                assertSame(running, registry.find("acme.a"));
                assertTrue(Objects.requireNonNull(follower).isWaiting());
                Files.write(module.resolve("module-info.class"), Arrays.copyOf(declaration, 9));
                follow(Set.of(module), Set.of());
                assertTrue(Objects.requireNonNull(follower).isWaiting());
                Files.write(module.resolve("module-info.class"), declaration);
                follow(Set.of(module), Set.of());
                running = there("acme.a");
            }
            assertEquals(List.of(), log.messages("cannot be used"));
            Files.delete(module.resolve("module-info.class"));
            follow(Set.of(module), Set.of());
            time.addAndGet(GRACE.toNanos());
            follow(Set.of(), Set.of());
            follow(Set.of(), Set.of());
            assertSame(running, registry.find("acme.a"));
            List<String> said = log.messages("cannot be used");
            assertEquals(1, said.size(), said.toString());
            assertTrue(said.get(0).contains("it has no module-info.class; build it again"), said.toString());
        }
    }

    @Test
    @DisplayName("says of what changes again and again that it cannot be used when it has been so for long")
    void restless() throws IOException {
        Path jar = put(version("acme.a", "1"));
        imported("acme.a");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            for (int i = 0; log.messages("cannot be used").isEmpty() && i < 10; i++) {
                Path half = Files.write(elsewhere.resolve("half"), new byte[] {1, 2, (byte) i});
                Files.move(half, jar, StandardCopyOption.REPLACE_EXISTING);
                follow(Set.of(jar), Set.of());
                time.addAndGet(GRACE.toNanos() - 1);
            }
            String said = log.messages("cannot be used").get(0);
            assertTrue(said.contains("is broken: "), said);
        }
    }

    @Test
    @DisplayName("keeps a plugin that is given in parts while a build has deleted these, and says so when that lasts")
    void parts() throws IOException {
        Path classes = version("acme.dev", "1").explodedIn(elsewhere);
        Imported running = imported("acme.dev");
        Path declaration = classes.resolve("module-info.class");
        byte[] whole = Files.readAllBytes(declaration);
        Path away = elsewhere.resolve("away");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            for (int build = 0; build < 3; build++) {
                Files.write(declaration, Arrays.copyOf(whole, 9));
                follow(Set.of(classes), Set.of());
                time.addAndGet(GRACE.toNanos() - 1);
                follow(Set.of(), Set.of());
                Files.move(classes, away);
                follow(Set.of(classes), Set.of());
                time.addAndGet(GRACE.toNanos() - 1);
                follow(Set.of(), Set.of());
                assertSame(running, registry.find("acme.dev"));
                Files.move(away, classes);
                Files.write(declaration, whole);
                follow(Set.of(classes), Set.of());
                assertNotSame(running, there("acme.dev"));
                running = there("acme.dev");
            }
            assertEquals(List.of(), log.messages("acme.dev"));
            Files.move(classes, away);
            follow(Set.of(classes), Set.of());
            time.addAndGet(GRACE.toNanos());
            follow(Set.of(), Set.of());
            assertSame(running, registry.find("acme.dev"));
            List<String> said = log.messages("acme.dev");
            assertEquals(1, said.size(), said.toString());
            assertTrue(said.get(0).contains("is not complete: " + classes + " is not there"), said.toString());
        }
    }

    @Test
    @DisplayName("imports again what was stopped for a reload that failed, when a build has mended it")
    void mended() throws IOException {
        try (Probe probe = new Probe()) {
            PluginSource good = version("acme.dev", "1");
            Path classes = good.explodedIn(elsewhere);
            imported("acme.dev");
            probe.failAt("start", () -> new IllegalStateException("no"));
            version("acme.dev", "2")
                    .onStart("Probe.reach(\"start\");")
                    .probe(probe)
                    .explodedIn(elsewhere);
            follow(Set.of(classes), Set.of());
            assertNull(registry.find("acme.dev")); // the old classes are overwritten
            follow(Set.of(put(version("acme.c", "1"))), Set.of());
            assertEquals(1, probe.count("start"));
            CompletableFuture<Void> there = new CompletableFuture<>();
            events.listen(
                    new PluginListener() {
                        @Override
                        public void imported(ImportedModule module) {
                            there.complete(null);
                        }
                    },
                    null);
            good.version("3").explodedIn(elsewhere);
            follow(Set.of(classes), Set.of());
            there.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            assertEquals("3", running("acme.dev"));
        }
    }
}
