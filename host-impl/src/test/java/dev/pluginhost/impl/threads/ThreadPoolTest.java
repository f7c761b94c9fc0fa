package dev.pluginhost.impl.threads;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The races are hit within some thousand tries; {@code -Phammer -Dhammer.seconds=N} tries for longer. */
@DisplayName("Of a pool whose threads are held up, a task that is queued is taken up by one more")
class ThreadPoolTest {

    private static final int SECONDS = 30;

    static class Pool extends ThreadPool<Runnable> {

        Pool() {
            super("pool-test-", 1, ThreadPoolTest.class.getClassLoader());
        }

        @Override
        void run(Runnable task) {
            task.run();
        }
    }

    private final Pool pool = new Pool();
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void stop() {
        go.countDown();
        pool.stop();
    }

    private void holdAThread(CountDownLatch until) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        pool.submit(() -> {
            held.countDown();
            await(until);
        });
        await(held);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS), "a task was lost");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void tries(int least, IntConsumer attempt) {
        long end =
                System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("pluginhost.hammer.seconds", 0)) / 10;
        for (int i = 0; i < least || System.nanoTime() < end; i++) {
            attempt.accept(i);
        }
    }

    @Test
    @DisplayName("though the other one ends in that very moment")
    void whileAThreadEnds() throws InterruptedException {
        holdAThread(go);
        pool.allow(1);
        Random random = new Random(1);
        tries(20_000, attempt -> {
            CountDownLatch done = new CountDownLatch(1);
            pool.submit(done::countDown);
            await(done);
            long until = System.nanoTime() + 30_000 + random.nextInt(50_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    @DisplayName("though there may be one more only since that very moment")
    void whileThePoolGrows() {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            tries(5_000, attempt -> {
                CountDownLatch until = new CountDownLatch(1);
                CountDownLatch done = new CountDownLatch(1);
                CountDownLatch begun = new CountDownLatch(1);
                try {
                    holdAThread(until);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                other.execute(() -> {
                    begun.countDown();
                    pool.submit(done::countDown);
                });
                await(begun);
                for (int i = 0; i < attempt % 100; i++) {
                    Thread.onSpinWait();
                }
                pool.allow(1);
                await(done);
                until.countDown();
                pool.allow(-1);
            });
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    @DisplayName("though none can be started: by those that there are, however many are queued")
    void withoutThreads() throws InterruptedException {
        AtomicInteger threads = new AtomicInteger();
        Pool scarce = new Pool() {
            @Override
            protected Thread make(ThreadGroup group, Runnable work, String name) {
                if (threads.incrementAndGet() > 1) {
                    throw new OutOfMemoryError("no thread");
                }
                return super.make(group, work, name);
            }
        };
        int many = 20_000;
        CountDownLatch done = new CountDownLatch(many);
        scarce.submit(() -> await(go));
        for (int i = 0; i < many; i++) {
            scarce.submit(done::countDown);
        }
        go.countDown();
        await(done);
        assertTrue(scarce.awaitEnd(Duration.ofSeconds(SECONDS)));
    }

    @Test
    @DisplayName("though one was taken out again, as no thread could be started for it")
    void takenOutAgain() throws InterruptedException {
        CountDownLatch threads = new CountDownLatch(1);
        Pool scarce = new Pool() {
            @Override
            protected Thread make(ThreadGroup group, Runnable work, String name) {
                if (threads.getCount() > 0) {
                    throw new OutOfMemoryError("no thread");
                }
                return super.make(group, work, name);
            }
        };
        CountDownLatch done = new CountDownLatch(1);
        assertThrows(
                OutOfMemoryError.class,
                () -> scarce.submit(() -> {
                    throw new AssertionError("run though it was refused");
                }));
        threads.countDown();
        scarce.submit(done::countDown);
        await(done);
        assertTrue(scarce.awaitEnd(Duration.ofSeconds(SECONDS)));
    }

    @Test
    @DisplayName("though the task before it has thrown an error")
    void afterAnError() {
        CountDownLatch done = new CountDownLatch(1);
        pool.submit(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {
                throw new AssertionError("a handler that fails");
            });
            throw new AssertionError("a task that fails");
        });
        pool.submit(done::countDown);
        await(done);
    }
}
