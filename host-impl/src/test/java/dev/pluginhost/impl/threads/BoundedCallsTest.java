package dev.pluginhost.impl.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.impl.application.Application;
import dev.pluginhost.impl.state.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
            System::nanoTime);
    private final Watchdog watchdog = new Watchdog(LOADER);
    private final BoundedCalls calls = new BoundedCalls(
            "pluginhost-test-",
            settings,
            new ImportThreads(1, 0, LOADER, (operation, thread) -> {}),
            new StopThreads(LOADER),
            watchdog);

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
        assertEquals(1, calls.alive.size());
        next.countDown();
        assertEquals(true, first.join());
        assertEquals(true, second.join());
    }
}
