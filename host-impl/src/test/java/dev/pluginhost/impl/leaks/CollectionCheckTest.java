package dev.pluginhost.impl.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.UnloadReport.Plugin.Collection;
import dev.pluginhost.impl.leaks.CollectionCheck.CollectionResult;
import dev.pluginhost.impl.leaks.CollectionCheck.Jvm;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The check whether unloaded plugins are collected")
@SuppressWarnings({
    "CanonicalDuration", // nanoseconds are what the clock counts
    "FutureReturnValueIgnored", // what is looked at is what the check did meanwhile
    "NonAtomicVolatileUpdate", // by one thread alone
    "ReachabilityFenceUsage", // no harm if a failing test lets go early
    "UnnecessaryMethodReference" // of two types with the same method
})
class CollectionCheckTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    static final ModuleLayer LAYER = emptyLayer(); // never collected
    private static final Holder FOUND = new Holder(Holder.Kind.THREAD, "thread", List.of("at"));

    @TempDir
    Path directory;

    private final FakeJvm jvm = new FakeJvm();
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<Holder> seen = new ArrayList<>();
    private final CollectionCheck check =
            new CollectionCheck(jvm, holders((target, found) -> seen.forEach(found)), threads::add);

    /** A loader that whoever calls holds. */
    private static ClassLoader loader() {
        return new ClassLoader(null) {};
    }

    private static Holders holders(Holders.Probe probe) {
        return new Holders(true, probe, Duration.ofSeconds(30));
    }

    private CompletableFuture<CollectionResult> watch(ClassLoader loader, Duration bound) {
        return check.watch("acme.a", loader, LAYER, bound, null);
    }

    private void runThread() {
        threads.remove().run();
    }

    @Test
    @DisplayName("with the real collector and clock, soon tells that one is gone")
    void collected() throws Exception {
        Unloaded plugin = Unloaded.of(directory, Unloaded.source("acme.a", ""));
        CollectionResult result = CollectionCheck.shared()
                .watch("acme.a", plugin.loader.get(), plugin.layer.get(), Duration.ofSeconds(30), null)
                .get(60, TimeUnit.SECONDS);
        assertEquals(Collection.COLLECTED, result.collection());
        assertEquals(List.of(), result.holders());
        assertTrue(plugin.isGone());
    }

    @Test
    @DisplayName(
            "with the real collector and clock, tells after the bound that one is held, and does not hold it itself")
    void held() throws Exception {
        System.setProperty("acme.left", "");
        Unloaded plugin = Unloaded.of(
                directory,
                Unloaded.source(
                        "acme.a",
                        "new Thread(() -> { while (System.getProperty(\"acme.left\") != null) {"
                                + " Thread.onSpinWait(); } }).start();"));
        CollectionResult result;
        long begun = System.nanoTime();
        try {
            result = CollectionCheck.shared()
                    .watch("acme.a", plugin.loader.get(), plugin.layer.get(), Duration.ofMillis(300), null)
                    .get(60, TimeUnit.SECONDS);
        } finally {
            System.clearProperty("acme.left");
        }
        assertEquals(Collection.HELD, result.collection());
        assertTrue(System.nanoTime() - begun >= 300_000_000);
        assertEquals(
                List.of(Holder.Kind.THREAD),
                result.holders().stream().map(Holder::kind).toList());
        plugin.assertCollected();
    }

    @Test
    @DisplayName("is not done as long as the layer is there")
    void layerHeld() {
        jvm.onCollect = System::gc;
        CompletableFuture<CollectionResult> result = watch(loader(), SECOND);
        runThread();
        assertEquals(Collection.HELD, result.join().collection());
    }

    @Test
    @DisplayName("is not done as long as the loader is there")
    void loaderHeld() {
        jvm.onCollect = System::gc;
        ClassLoader loader = loader();
        CompletableFuture<CollectionResult> result = check.watch("acme.a", loader, emptyLayer(), SECOND, null);
        runThread();
        assertEquals(Collection.HELD, result.join().collection());
        Reference.reachabilityFence(loader);
    }

    /** A layer that nobody holds; having no modules, it has no loader either. */
    private static ModuleLayer emptyLayer() {
        Configuration configuration = Configuration.resolve(
                ModuleFinder.of(), List.of(ModuleLayer.boot().configuration()), ModuleFinder.of(), Set.of());
        return ModuleLayer.defineModules(configuration, List.of(ModuleLayer.boot()), name -> null)
                .layer();
    }

    @Test
    @DisplayName("asks the collector at growing distances from the last pause, and when the bound has passed")
    void distances() {
        ClassLoader loader = loader();
        jvm.pauseNanos = 10_000_000;
        CompletableFuture<CollectionResult> result = watch(loader, SECOND);
        runThread();
        assertEquals(List.of(0L, 60L, 170L, 380L, 790L, 1000L), jvm.asked);
        assertEquals(Collection.HELD, result.join().collection());
        assertEquals(1010, jvm.millis());
        Reference.reachabilityFence(loader);
    }

    @Test
    @DisplayName("asks a last time after the bound, though it has passed during a collection")
    void longPauses() {
        ClassLoader loader = loader();
        jvm.pauseNanos = 300_000_000;
        watch(loader, SECOND);
        runThread();
        assertEquals(List.of(0L, 350L, 750L, 1050L), jvm.asked);
        Reference.reachabilityFence(loader);
    }

    @Test
    @DisplayName("asks once for all that are watched, also for one that comes later")
    void batched() {
        ClassLoader loader = loader();
        List<Long> completed = new ArrayList<>();
        watch(loader, SECOND).thenRun(() -> completed.add(jvm.millis()));
        List<CompletableFuture<Void>> later = new ArrayList<>();
        jvm.onAwait = () -> {
            if (jvm.millis() == 150 && later.isEmpty()) {
                later.add(watch(loader, SECOND).thenRun(() -> completed.add(jvm.millis())));
            }
        };
        runThread();
        // The later one: at 150, then 50, 100, 200 and 400 on, in which the first one shares, and at 1150.
        assertEquals(List.of(0L, 50L, 150L, 150L, 200L, 300L, 500L, 900L, 1000L, 1150L), jvm.asked);
        assertEquals(List.of(1000L, 1150L), completed);
        assertTrue(threads.isEmpty(), "a second thread");
    }

    @Test
    @DisplayName("wakes up for one that is watched while it sleeps for long")
    void wakes() throws Exception {
        CountDownLatch sleeps = new CountDownLatch(1);
        Jvm sleepy = new Jvm() {
            private volatile long nanos;

            @Override
            long nanoTime() {
                return nanos;
            }

            @Override
            boolean collect() {
                nanos += 1_000_000_000;
                return true;
            }

            @Override
            void await(ReferenceQueue<Object> queue, long wait) {
                if (wait > Duration.ofHours(1).toNanos()) {
                    sleeps.countDown();
                    new Jvm().await(queue, wait);
                } else {
                    nanos += Math.max(0, wait);
                }
            }
        };
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            CollectionCheck sleeping = new CollectionCheck(sleepy, holders((target, found) -> {}), pool::execute);
            ClassLoader loader = loader();
            CompletableFuture<CollectionResult> first =
                    sleeping.watch("acme.a", loader, LAYER, Duration.ofDays(1000), null);
            assertTrue(sleeps.await(30, TimeUnit.SECONDS));
            CompletableFuture<CollectionResult> second = sleeping.watch("acme.b", loader, LAYER, SECOND, null);
            assertEquals(Collection.HELD, second.get(30, TimeUnit.SECONDS).collection());
            first.cancel(false);
            sleeping.watch("acme.c", loader, LAYER, SECOND, null).get(30, TimeUnit.SECONDS);
        } finally {
            pool.shutdown();
        }
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
    }

    @Test
    @DisplayName("does not ask more often for one with a long bound, however many others come")
    void manyOthers() {
        ClassLoader loader = loader();
        long[] completed = {0};
        watch(loader, Duration.ofHours(1)).thenRun(() -> completed[0] = jvm.millis());
        int[] others = {0};
        jvm.onAwait = () -> {
            if (others[0]++ < 100) {
                watch(loader, Duration.ofMillis(1));
            }
        };
        runThread();
        assertEquals(Duration.ofHours(1).toMillis(), completed[0]);
        // Two for each of the others at most.
        assertTrue(jvm.asked.size() <= 202, () -> jvm.asked.toString());
        Reference.reachabilityFence(loader);
    }

    @Test
    @DisplayName("sleeps no longer when something is collected that nobody asked for")
    void realSleep() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> collected = new WeakReference<>(new Object(), queue);
        System.gc();
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> new Jvm().await(queue, Duration.ofDays(1).toNanos()));
        assertTrue(collected.refersTo(null));
    }

    @Test
    @DisplayName("knows that the collector here heeds it")
    void realCollector() {
        assertTrue(new Jvm().collect());
    }

    @Test
    @DisplayName("with a timeout of zero requests no collection, and completes immediately")
    void notAsked() {
        for (Duration bound : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            CollectionResult result = watch(loader(), bound).join();
            assertEquals(Collection.NOT_CHECKED, result.collection());
            assertEquals(List.of(), result.holders());
        }
        assertTrue(threads.isEmpty());
        assertEquals(List.of(), jvm.asked);
    }

    @Test
    @DisplayName("names what was found")
    void found() {
        ClassLoader loader = loader();
        seen.add(FOUND);
        CompletableFuture<CollectionResult> result = watch(loader, SECOND);
        runThread();
        assertEquals(List.of(FOUND), result.join().holders());
    }

    @Test
    @DisplayName("if nothing was found says how to find it")
    void nothingFound() {
        ClassLoader loader = loader();
        CompletableFuture<CollectionResult> result = watch(loader, SECOND);
        runThread();
        assertEquals(Collection.HELD, result.join().collection());
        Holder only = result.join().holders().get(0);
        assertEquals(Holder.Kind.UNKNOWN, only.kind());
        assertTrue(only.what().contains("GC.heap_dump"), only.what());
    }

    @Test
    @DisplayName("if the collector does not heed it, cannot tell, unless something is found")
    void deafCollector() {
        ClassLoader loader = loader();
        jvm.heeds = false;
        CompletableFuture<CollectionResult> result = watch(loader, SECOND);
        runThread();
        assertEquals(Collection.NOT_CHECKED, result.join().collection());
        assertTrue(result.join().holders().get(0).what().contains("DisableExplicitGC"));

        seen.add(FOUND);
        CompletableFuture<CollectionResult> again = watch(loader, SECOND);
        runThread();
        assertEquals(Collection.HELD, again.join().collection());
        assertEquals(List.of(FOUND), again.join().holders());
    }

    @Test
    @DisplayName("names a plugin that requires it and was unloaded before, but is held")
    void dependent() {
        List<Unloaded> both = Unloaded.both(
                directory,
                Unloaded.source("acme.a", ""),
                Unloaded.source("acme.b", "acme.a.Main.run(); System.getProperties().put(\"acme.left\", Main.class);"));
        Unloaded one = both.get(0);
        Unloaded two = both.get(1);
        ClassLoader loader = one.loader.get();
        ClassLoader dependents = two.loader.get();
        System.getProperties().remove("acme.left");
        CompletableFuture<CollectionResult> ofTwo = check.watch("acme.b", dependents, two.layer.get(), SECOND, null);
        runThread();
        assertEquals(Holder.Kind.UNKNOWN, ofTwo.join().holders().get(0).kind());
        CompletableFuture<CollectionResult> ofOne = check.watch("acme.a", loader, one.layer.get(), SECOND, null);
        runThread();
        assertEquals(
                List.of("DEPENDENT: unloaded plugin acme.b, which requires it, is not collected either"),
                ofOne.join().holders().stream().map(Holder::toString).toList());
        assertSame(loader, one.loader.get());
        assertSame(dependents, two.loader.get());
    }

    @Test
    @DisplayName("begins anew when another is watched after it had ended")
    void again() {
        ClassLoader loader = loader();
        watch(loader, SECOND);
        runThread();
        CompletableFuture<CollectionResult> again = watch(loader, SECOND);
        runThread();
        assertEquals(Collection.HELD, again.join().collection());
        assertTrue(threads.isEmpty());
    }

    @Test
    @DisplayName("asks no more for a plugin whose future was cancelled")
    void cancelled() {
        ClassLoader loader = loader();
        CompletableFuture<CollectionResult> result = watch(loader, SECOND);
        jvm.onAwait = () -> result.cancel(false);
        runThread();
        assertEquals(List.of(0L), jvm.asked);
    }

    @Test
    @DisplayName("completes also if no thread can be started, and can be used again")
    void noThread() {
        List<Runnable> started = new ArrayList<>();
        boolean[] fails = {true};
        CollectionCheck failing = new CollectionCheck(jvm, new Holders(), task -> {
            if (fails[0]) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            started.add(task);
        });
        CollectionResult result =
                failing.watch("acme.a", loader(), LAYER, SECOND, null).join();
        assertEquals(Collection.NOT_CHECKED, result.collection());
        assertTrue(result.holders().get(0).what().contains("unable to create native thread"));
        fails[0] = false;
        assertFalse(failing.watch("acme.a", loader(), LAYER, SECOND, null).isDone());
        assertEquals(1, started.size());
    }

    @Test
    @DisplayName("gives a result also if its thread dies")
    void dyingThread() {
        ClassLoader loader = loader();
        CompletableFuture<CollectionResult> result = watch(loader, SECOND);
        jvm.onCollect = () -> {
            throw new OutOfMemoryError("heap");
        };
        runThread();
        assertEquals(Collection.NOT_CHECKED, result.join().collection());
        jvm.onCollect = () -> {};
        CompletableFuture<CollectionResult> again = watch(loader, SECOND);
        runThread();
        assertEquals(Collection.HELD, again.join().collection());
    }

    @Test
    @DisplayName("has what was found before a search fails")
    void failingLook() {
        ClassLoader loader = loader();
        Holders partly = holders((target, found) -> {
            found.accept(FOUND);
            throw new NoClassDefFoundError("acme.Driver");
        });
        CollectionCheck check = new CollectionCheck(jvm, partly, threads::add);
        CompletableFuture<CollectionResult> result = check.watch("acme.a", loader, LAYER, SECOND, null);
        runThread();
        assertEquals(
                List.of(
                        FOUND.toString(),
                        "UNKNOWN: JDBC drivers cannot be searched: java.lang.NoClassDefFoundError: acme.Driver"),
                result.join().holders().stream().map(Holder::toString).toList());
    }

    @Test
    @DisplayName("goes on looking if it hangs in one place, says where, and does not look there again while it does")
    void hangingLook() throws Exception {
        ClassLoader loader = loader();
        CountDownLatch goOn = new CountDownLatch(1);
        BlockingQueue<Thread> looking = new LinkedBlockingQueue<>();
        Holders.Probe probe = (target, found) -> {
            seen.forEach(found);
            looking.add(Thread.currentThread());
            awaitUninterruptibly(goOn);
        };
        CollectionCheck partly = new CollectionCheck(jvm, new Holders(true, probe, SECOND), threads::add);
        seen.add(FOUND);
        try {
            CompletableFuture<CollectionResult> first = partly.watch("acme.a", loader, LAYER, SECOND, null);
            runThread();
            assertEquals(Collection.HELD, first.join().collection());
            assertEquals(FOUND, first.join().holders().get(0));
            assertHangs(first.join().holders().get(1));

            CompletableFuture<CollectionResult> second = partly.watch("acme.a", loader, LAYER, SECOND, null);
            runThread();
            assertHangs(second.join().holders().get(0));
            assertTrue(second.join().holders().get(1).what().contains("GC.heap_dump"));

            jvm.heeds = false;
            CompletableFuture<CollectionResult> deaf = partly.watch("acme.a", loader, LAYER, SECOND, null);
            runThread();
            assertEquals(Collection.NOT_CHECKED, deaf.join().collection());
            assertHangs(deaf.join().holders().get(0));
        } finally {
            goOn.countDown();
        }
        Thread hung = looking.take();
        assertTrue(hung.isDaemon());
        hung.join();
        assertTrue(looking.isEmpty(), "one more thread that hangs");
        CompletableFuture<CollectionResult> again = partly.watch("acme.a", loader, LAYER, SECOND, null);
        runThread();
        assertEquals(List.of(FOUND), again.join().holders());
        assertTrue(!looking.isEmpty(), "is looked through again");
    }

    @Test
    @DisplayName("goes on looking elsewhere if hashCode of a plugin's thread, which the JDK calls, hangs")
    void hangingHashCode() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Thread odd = threadWith(goOn, () -> {
            awaitUninterruptibly(goOn);
            return 0;
        });
        try {
            for (CollectionResult result : searchBoth()) {
                assertEquals(2, result.holders().size(), result::toString);
                Holder unknown = result.holders().get(0);
                assertEquals(Holder.Kind.UNKNOWN, unknown.kind());
                assertTrue(unknown.what().startsWith("Threads and shutdown hooks cannot be searched: thread "));
                assertTrue(unknown.stack().stream().anyMatch(line -> line.contains("hashCode")), unknown::toString);
                assertEquals(FOUND, result.holders().get(1));
            }
        } finally {
            goOn.countDown();
            odd.join();
        }
    }

    @Test
    @DisplayName("goes on looking elsewhere if hashCode of a plugin's thread, which the JDK calls, throws")
    void throwingHashCode() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Thread odd = threadWith(goOn, () -> {
            throw new IllegalStateException("no hash");
        });
        try {
            for (CollectionResult result : searchBoth()) {
                assertEquals(
                        List.of(
                                "UNKNOWN: Threads and shutdown hooks cannot be searched:"
                                        + " java.lang.IllegalStateException: no hash",
                                FOUND.toString()),
                        result.holders().stream().map(Holder::toString).toList());
            }
        } finally {
            goOn.countDown();
            odd.join();
        }
    }

    /** A live thread of a class that overrides hashCode, which the JDK calls when it lists the threads. */
    private static Thread threadWith(CountDownLatch end, IntSupplier hashCode) {
        Thread thread = new Thread("acme-odd") {
            @Override
            public void run() {
                awaitUninterruptibly(end);
            }

            @Override
            public int hashCode() {
                return hashCode.getAsInt();
            }
        };
        thread.start();
        return thread;
    }

    /** The results of two plugins that are held by what the second place to search has. */
    private List<CollectionResult> searchBoth() throws Exception {
        CollectionCheck both = new CollectionCheck(
                jvm, new Holders(true, (target, found) -> found.accept(FOUND), SECOND), threads::add);
        ClassLoader loader = loader();
        CompletableFuture<CollectionResult> first = both.watch("acme.a", loader, LAYER, SECOND, null);
        CompletableFuture<CollectionResult> second = both.watch("acme.b", loader, LAYER, SECOND, null);
        new Thread(this::runThread, "acme-check").start();
        List<CollectionResult> results = List.of(first.get(30, TimeUnit.SECONDS), second.get(30, TimeUnit.SECONDS));
        Reference.reachabilityFence(loader);
        return results;
    }

    private static void assertHangs(Holder holder) {
        assertEquals(Holder.Kind.UNKNOWN, holder.kind());
        assertTrue(holder.what().startsWith("JDBC drivers cannot be searched: thread "), holder.what());
        assertTrue(
                holder.stack().stream().anyMatch(line -> line.contains("CollectionCheckTest.awaitUninterruptibly")),
                holder::toString);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // the latch is what ends the wait
            }
        }
    }
}
