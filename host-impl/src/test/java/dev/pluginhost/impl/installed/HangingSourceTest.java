package dev.pluginhost.impl.installed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginHost;
import dev.pluginhost.Problem;
import dev.pluginhost.Reason;
import dev.pluginhost.RefreshReport;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.StartReport;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.faults.FaultyFileSystem;
import dev.pluginhost.impl.faults.FaultyFileSystem.Operation;
import dev.pluginhost.impl.fixtures.AppCall;
import dev.pluginhost.impl.fixtures.HostFixture;
import dev.pluginhost.testkit.OpenFiles;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As on a network that is gone: whatever is asked of a file system, the answer does not come. */
@DisplayName("A source that hangs")
class HangingSourceTest extends HostFixture {

    /** Of the host: long for an import, short for a test. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    @TempDir
    Path far;

    private final FaultyFileSystem files = new FaultyFileSystem(FileSystems.getDefault());
    private final CountDownLatch hangs = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);

    /** Before anything is closed: a thread that hangs is one of a host. */
    @AfterEach
    void answer() {
        answers.countDown();
    }

    @BeforeEach
    void installFarAway() {
        plugin("acme.far").explodedIn(far);
    }

    private void hang() {
        hangs(far);
    }

    private void hangs(Path path) {
        files.befall((operation, file) -> {
            if (operation == Operation.LOOK && file.startsWith(path) && answers.getCount() > 0) {
                hangs.countDown();
                uninterruptibly(answers::await);
            }
        });
    }

    /** Also where the hang would clear the interrupt status. */
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

    private PluginHost host(Duration timeout, UnaryOperator<PluginHost.Builder> more) {
        return host(builder -> more.apply(
                builder.plugins(files.path(far)).importTimeout(timeout).collectionTimeout(Duration.ZERO)));
    }

    private static void assertHangs(List<Problem> problems) {
        Problem problem = problems.stream()
                .filter(one -> one.reason() == Reason.SOURCE)
                .findFirst()
                .orElseThrow(() -> new AssertionError(problems));
        assertTrue(problem.message().contains("did not answer in time"), problem.message());
    }

    @Test
    @DisplayName("is a problem of its own, and a start goes on with the others")
    void start() {
        install(plugin("acme.near").eager());
        hang();
        StartReport report = host(TIMEOUT, builder -> builder).start();
        assertTrue(report.eager().containsKey("acme.near"), report.toString());
        assertHangs(report.problems());
        String message = report.problems().get(0).message();
        assertTrue(message.contains(far.toString()) && message.contains("pluginhost-source-"), message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3}) // less and more than the first walk of the watch is waited for
    @DisplayName("does not hold up a start that watches, either")
    void startThatWatches(int seconds) {
        install(plugin("acme.near").eager());
        hang();
        StartReport report =
                host(Duration.ofSeconds(seconds), PluginHost.Builder::watch).start();
        assertTrue(report.eager().containsKey("acme.near"), report.toString());
        assertHangs(report.problems());
    }

    @Test
    @DisplayName("is named at the artifact that it hangs at")
    void artifact() {
        plugin("acme.other").explodedIn(far);
        hangs(far.resolve("acme.other"));
        StartReport report = host(TIMEOUT, builder -> builder).start();
        assertHangs(report.problems());
        String message = report.problems().get(0).message();
        assertTrue(message.contains(", at " + far.resolve("acme.other")), message);
    }

    @Test
    @DisplayName("has its plugins again when it answers and is read again")
    void answersAgain() {
        hang();
        PluginHost host = host(TIMEOUT, builder -> builder);
        assertHangs(host.start().problems());
        answers.countDown();
        RefreshReport report = host.refresh();
        assertEquals(List.of("acme.far"), report.added());
        host.importModule("acme.far");
    }

    @Test
    @DisplayName("holds up nobody who does not need it: unloading, what is imported, what was listed, events, a check")
    void others() {
        install(plugin("acme.near"));
        PluginHost host = host(PATIENCE, builder -> builder);
        ImportedModule near = host.importModule("acme.near");
        hang();
        CompletableFuture<RefreshReport> refreshed = CompletableFuture.supplyAsync(host::refresh);
        await(hangs);
        assertSame(near, host.importModule("acme.near"));
        assertEquals(2, host.plugins().size());
        assertEquals(List.of(), host.check());
        assertEquals(1, get(host.unload("acme.near")).plugins().size());
        host.importModule("acme.near");
        assertFalse(refreshed.isDone());
        answers.countDown();
        get(refreshed);
    }

    @Test
    @DisplayName("does not hold up an unloading that is asked for after a reload that reads it")
    void unloadBehindReload() {
        install(plugin("acme.near"));
        PluginHost host = host(PATIENCE, builder -> builder);
        host.importModule("acme.near");
        hang();
        CompletableFuture<ReloadReport> reloaded = host.reload("acme.near");
        await(hangs);
        UnloadReport unloaded = get(host.unload("acme.near"));
        assertEquals(1, unloaded.plugins().size());
        answers.countDown();
        assertEquals(List.of(), get(reloaded).plugins());
        assertEquals(Optional.empty(), host.find("acme.near"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("does not hold up a start that waits for a future of that host until a timeout, or an interrupt")
    @SuppressWarnings("try") // what is open for as long as a block lasts
    void startOfAnotherHost(boolean interrupted) {
        hang();
        install(plugin("acme.asks", "Probe.say(" + AppCall.source("far") + ".toString());"));
        PluginHost other = host(PATIENCE, builder -> builder);
        Class<?> expected = interrupted ? InterruptedException.class : TimeoutException.class;
        try (AppCall far = AppCall.of("far", () -> {
            CompletableFuture<ImportedModule> future = other.importModuleAsync("acme.far");
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            try {
                return interrupted ? future.get() : future.get(100, TimeUnit.MILLISECONDS);
            } catch (Exception e) {
                return e.getClass().getName();
            }
        })) {
            host().importModule("acme.asks");
            assertEquals(List.of(expected.getName(), "started acme.asks"), probe.said());
        }
    }

    @Test
    @DisplayName("does not undo a newer reading when the older one, which was given up, comes to its end")
    void givenUp() throws InterruptedException {
        AtomicReference<Thread> late = new AtomicReference<>();
        AtomicBoolean hanging = new AtomicBoolean();
        PluginHost host = hostThatReads(
                () -> {
                    Thread thread = Thread.currentThread();
                    if (hanging.get() && (late.compareAndSet(null, thread) || late.get() == thread)) {
                        answers.await();
                    }
                },
                TIMEOUT);
        host.refresh();
        hanging.set(true);
        assertThrows(ImportTimeoutException.class, host::refresh);
        install(plugin("acme.near"));
        assertEquals(List.of("acme.near"), host.refresh().added());
        answers.countDown();
        late.get().join(PATIENCE.toMillis());
        assertEquals(1, host.plugins().size());
    }

    @Test
    @DisplayName("does not hold up close")
    void close() {
        PluginHost host = host(PATIENCE, builder -> builder.closeTimeout(PATIENCE));
        host.start();
        hang();
        CompletableFuture<RefreshReport> refreshed = CompletableFuture.supplyAsync(host::refresh);
        await(hangs);
        host.close();
        assertTrue(answers.getCount() > 0, "closed though the source hangs");
        failureOf(refreshed);
    }

    @Test
    @DisplayName("takes eight threads at most; beyond that a reading fails immediately, until they return")
    void exhausted() {
        Duration moment = Duration.ofMillis(50); // nothing is imported here
        PluginHost host = host(moment, builder -> builder);
        hang();
        for (int i = 1; i < 8; i++) {
            assertHangs(host.refresh().problems());
        }
        assertTrue(isExhausted(host));
        assertTrue(isExhausted(host));
        answers.countDown();
        files.heal();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (isExhausted(host)) {
            assertTrue(System.nanoTime() < end, "all threads have returned");
        }
    }

    private static boolean isExhausted(PluginHost host) {
        try {
            RefreshReport unused = host.refresh();
            return false;
        } catch (ImportTimeoutException e) {
            return String.valueOf(e.getMessage()).contains("8 threads are stuck");
        }
    }

    @Test
    @DisplayName("that hangs in the check of a reload which is given up leaves no file open that is kept for it later")
    void reloadGivenUp() throws Exception {
        Path near = plugin("acme.near")
                .requires("acme.far")
                .compiledAgainst(far.resolve("acme.far"))
                .jar(plugins);
        PluginHost host = host(TIMEOUT, builder -> builder);
        host.importModule("acme.near");
        AtomicReference<Thread> checking = new AtomicReference<>();
        files.befall((operation, file) -> {
            if (Thread.currentThread().getName().startsWith("pluginhost-check-") && answers.getCount() > 0) {
                checking.set(Thread.currentThread());
                uninterruptibly(answers::await);
                boolean unused = Thread.interrupted(); // as a system call that nothing interrupts
            }
        });
        CompletableFuture<ReloadReport> reloaded = host.reload("acme.far");
        assertThrows(ExecutionException.class, () -> reloaded.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));

        answers.countDown();
        Thread given = checking.get();
        given.join(PATIENCE.toMillis());
        assertFalse(given.isAlive());
        host.close();
        assertFalse(OpenFiles.has(near));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
