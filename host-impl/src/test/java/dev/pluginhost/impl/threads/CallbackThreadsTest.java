package dev.pluginhost.impl.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.WouldBlockException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The watchdog is shut down, so that nothing relieves threads that are held up. */
@DisplayName("A thread that completes futures")
class CallbackThreadsTest {

    private static final int SECONDS = 30;
    private static final int MOST_THREADS = 32;
    private static final int MOST_WAITING = 1024;

    private final CallbackThreads threads = threads();
    private final CountDownLatch go = new CountDownLatch(1);

    private static CallbackThreads threads() {
        ClassLoader loader = CallbackThreadsTest.class.getClassLoader();
        Watchdog stopped = new Watchdog(loader);
        stopped.shutDown();
        return new CallbackThreads(loader, stopped);
    }

    @AfterEach
    void stop() {
        go.countDown();
        threads.stop();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS), "a completion was lost");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Has as many completions as there are threads wait until the end of the test, or as long as the latch says. */
    private void holdAllThreads(CountDownLatch until, int lent) {
        CountDownLatch held = new CountDownLatch(MOST_THREADS);
        for (int i = 0; i < MOST_THREADS; i++) {
            threads.deliver(() -> {
                ThreadPool.lendHere(lent);
                held.countDown();
                try {
                    until.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // the test is over
                }
                ThreadPool.lendHere(-lent);
            });
        }
        await(held);
    }

    @Test
    @DisplayName("lends its place while it waits for the host, and no longer")
    void lends() throws InterruptedException {
        CountDownLatch next = new CountDownLatch(1);
        holdAllThreads(next, 1);
        threads.deliver(next::countDown);
        await(next);
        assertTrue(threads.awaitEnd(Duration.ofSeconds(SECONDS)));
        holdAllThreads(go, 0);
        threads.deliver(() -> {});
        assertEquals(1, queued());
    }

    private int queued() {
        synchronized (threads.lock) {
            return threads.queued();
        }
    }

    @Test
    @DisplayName("may not wait for the host if a thousand others do, and is not counted then")
    void tooMany() {
        for (int i = 0; i < MOST_WAITING; i++) {
            threads.lend(1);
        }
        assertThrows(WouldBlockException.class, () -> threads.lend(1));
        threads.lend(-1);
        threads.lend(1);
        assertThrows(WouldBlockException.class, () -> threads.lend(1));
    }

    @Test
    @DisplayName("does not hold up others when the host is closed")
    void close() {
        holdAllThreads(go, 0);
        CountDownLatch queued = new CountDownLatch(1);
        threads.deliver(queued::countDown);
        assertEquals(1, queued());
        threads.shutDown();
        await(queued);
    }
}
