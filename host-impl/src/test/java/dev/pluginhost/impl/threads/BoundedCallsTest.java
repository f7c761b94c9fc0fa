package dev.pluginhost.impl.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.PluginException;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.modules.application.Application;
import java.io.Closeable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Calls of the host that may hang")
class BoundedCallsTest {

    private static final ClassLoader LOADER = ClassLoader.getSystemClassLoader();
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Settings settings = new Settings(
            1,
            0,
            Duration.ofMillis(50),
            LONG,
            LONG,
            LONG,
            Application.ofLayer(ModuleLayer.boot(), LOADER),
            Set.of(),
            1,
            Clock.systemUTC(),
            System::nanoTime,
            Optional.empty(),
            null);
    private final Watchdog watchdog = new Watchdog(LOADER);
    private final StopThreads stops = new StopThreads(LOADER);
    private final BoundedCalls calls = new BoundedCalls(
            "pluginhost-test-", settings, new ImportThreads(1, 0, LOADER, (operation, thread) -> {}), stops, watchdog);

    @Test
    @DisplayName("fail with a typed exception if nobody can watch them, and are not run")
    void nobodyWatches() {
        Watchdog none = new Watchdog(new DaemonThreads("none", LOADER) {
            @Override
            protected Thread make(ThreadGroup group, Runnable target, String name) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        });
        BoundedCalls unwatched = new BoundedCalls(
                "pluginhost-test-",
                settings,
                new ImportThreads(1, 0, LOADER, (operation, thread) -> {}),
                new StopThreads(LOADER),
                none);
        AtomicBoolean wasRun = new AtomicBoolean();

        CompletableFuture<Boolean> call = unwatched.begin("A test", () -> wasRun.getAndSet(true), null);

        Throwable failure = assertThrows(CompletionException.class, call::join).getCause();
        assertInstanceOf(PluginException.class, failure);
        assertTrue(failure.getMessage().contains("no thread can be started"), failure::getMessage);
        assertFalse(wasRun.get());
        unwatched.close();
    }

    @AfterEach
    void close() {
        calls.close();
        watchdog.shutDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // it hangs all the same
            }
        }
    }

    private CompletableFuture<Boolean> begin(CountDownLatch end) {
        return calls.begin(
                "A test",
                () -> {
                    awaitUninterruptibly(end);
                    return true;
                },
                where -> false);
    }

    @Test
    @DisplayName("run one after another again when the one that was given up has returned")
    void oneAfterAnother() {
        CountDownLatch end = new CountDownLatch(1);
        assertEquals(false, begin(end).join());
        end.countDown();
        while (!calls.alive.isEmpty()) {
            Thread.onSpinWait();
        }
        watchdog.shutDown(); // the next one may take its time
        CountDownLatch next = new CountDownLatch(1);
        CompletableFuture<Boolean> first = begin(next);
        CompletableFuture<Boolean> second = begin(next);
        synchronized (calls.lock) {
            assertEquals(1, calls.running);
        }
        next.countDown();
        assertEquals(true, first.join());
        assertEquals(true, second.join());
    }

    @Test
    @DisplayName("run without the interrupt of the plugin's thread that makes them, and give it back")
    void onAnInterruptedThread() throws Exception {
        CompletableFuture<List<Boolean>> interrupted = new CompletableFuture<>();
        stops.newThread("acme.a", null, () -> {
                    Thread.currentThread().interrupt();
                    boolean within = calls.begin("A test", Thread.currentThread()::isInterrupted, null)
                            .join();
                    interrupted.complete(List.of(within, Thread.currentThread().isInterrupted()));
                })
                .start();
        assertEquals(List.of(false, true), interrupted.get(30, TimeUnit.SECONDS));
    }

    @Test
    @DisplayName("close what they return too late")
    void lateResult() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<Closeable> call = calls.begin(
                "A test",
                () -> {
                    awaitUninterruptibly(end);
                    return closed::countDown;
                },
                where -> () -> {});
        assertEquals(1, closed.getCount());
        call.join().close(); // it is given up
        end.countDown();
        assertTrue(closed.await(30, TimeUnit.SECONDS));
    }
}
