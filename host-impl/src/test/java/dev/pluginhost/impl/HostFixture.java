package dev.pluginhost.impl;

import dev.pluginhost.BlockingPolicy;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginHost;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.VersionPolicy;
import dev.pluginhost.impl.graph.Wishes;
import dev.pluginhost.impl.index.IndexStore;
import dev.pluginhost.impl.scan.Source;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.wait.BlockingGuard;
import dev.pluginhost.testkit.PluginSource;
import dev.pluginhost.testkit.Probe;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory of plugins, a probe for what they do, and hosts that are closed after the test. */
abstract class HostFixture {

    /** No wait in a test is longer; nothing that works comes near it. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path plugins;

    Probe probe;

    private final List<PluginHost> hosts = new ArrayList<>();

    @BeforeEach
    void openProbe() {
        probe = new Probe();
    }

    @AfterEach
    void closeAll() {
        probe.close();
        hosts.forEach(PluginHost::close);
    }

    /** A host of what is in the directory now. */
    PluginHost host() {
        return host(builder -> builder);
    }

    PluginHost host(UnaryOperator<PluginHost.Builder> settings) {
        PluginHost host = settings.apply(
                        new HostBuilder().plugins(plugins).noIndex().importThreads(2))
                .build();
        hosts.add(host);
        return host;
    }

    /** A host that does something whenever it reads its sources. */
    PluginHost hostThatReads(Interruptible reading) {
        Clock noticing = ((InstantSource) () -> {
                    if (Thread.currentThread().getName().startsWith("pluginhost-source-")) {
                        uninterruptibly(reading);
                    }
                    return Instant.now();
                })
                .withZone(ZoneOffset.UTC);
        return host(noticing, System::nanoTime);
    }

    /** A host that does something whenever an import goes on to its next stage, on the import thread. */
    PluginHost hostThatImports(Interruptible stage) {
        return host(Clock.systemUTC(), () -> {
            if (Thread.currentThread().getName().startsWith("pluginhost-import-")) {
                uninterruptibly(stage);
            }
            return System.nanoTime();
        });
    }

    /** A host that takes what time it is from a clock. */
    PluginHost host(Clock clock) {
        return host(clock, System::nanoTime);
    }

    private PluginHost host(Clock clock, LongSupplier nanoClock) {
        Settings settings = new Settings(
                1,
                0,
                PATIENCE,
                Duration.ofSeconds(1),
                PATIENCE,
                PATIENCE,
                ModuleLayer.boot(),
                ClassLoader.getSystemClassLoader(),
                Set.of(),
                128,
                clock,
                nanoClock);
        PluginHost host = new DefaultPluginHost(
                settings,
                List.of(new Source.Artifacts(plugins)),
                IndexStore.none(),
                new Wishes(Map.of(), Map.of()),
                VersionPolicy.REFUSE,
                Duration.ofSeconds(2),
                Optional.empty(),
                Optional.empty(),
                new BlockingGuard(List.of(), List.of(), BlockingPolicy.REFUSE));
        hosts.add(host);
        return host;
    }

    /** Input and output may hang whoever interrupts them. */
    private static void uninterruptibly(Interruptible work) {
        boolean interrupted = false;
        while (true) {
            try {
                work.run();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something that may wait. */
    interface Interruptible {
        void run() throws InterruptedException;
    }

    /** A plugin that says "started NAME" and "stopped NAME". */
    PluginSource plugin(String name) {
        return plugin(name, "");
    }

    /** A plugin that, before it says that it has started, does something. */
    PluginSource plugin(String name, String start) {
        return PluginSource.plugin(name)
                .onStart(start + "\nProbe.say(\"started " + name + "\");")
                .onStop("Probe.say(\"stopped " + name + "\");")
                .probe(probe);
    }

    Path install(PluginSource source) {
        return source.jar(plugins);
    }

    static PluginInfo info(PluginHost host, String name) {
        return host.plugins().stream()
                .filter(plugin -> plugin.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + host.plugins()));
    }

    /** What the future fails with. */
    static PluginException failureOf(CompletableFuture<?> future) {
        ExecutionException thrown = Assertions.assertThrows(
                ExecutionException.class, () -> future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        return Assertions.assertInstanceOf(PluginException.class, thrown.getCause());
    }

    static <T> T get(Future<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no result", e);
        }
    }

    /** Has all tasks begin at the same moment, each on a thread of its own, and waits for their results. */
    static <T> List<T> race(List<? extends Callable<T>> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            CountDownLatch ready = new CountDownLatch(tasks.size());
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            futures.forEach(future -> results.add(get(future)));
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
