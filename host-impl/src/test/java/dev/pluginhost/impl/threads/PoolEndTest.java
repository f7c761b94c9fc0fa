package dev.pluginhost.impl.threads;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The end of a pool interrupts a thread")
class PoolEndTest {

    private static final int SECONDS = 30;

    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    private void runUntilInterrupted() {
        running.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
    }

    @Test
    @DisplayName("that runs a task")
    void whileRunning() throws InterruptedException {
        ThreadPoolTest.Pool pool = new ThreadPoolTest.Pool();
        pool.submit(this::runUntilInterrupted);
        running.await();
        pool.stop();
        assertTrue(interrupted.await(SECONDS, TimeUnit.SECONDS));
    }

    @Test
    @DisplayName("that is made in that very moment")
    void whileStarting() throws InterruptedException {
        ThreadPoolTest.Pool pool = new ThreadPoolTest.Pool() {
            @Override
            protected Thread make(ThreadGroup group, Runnable work, String name) {
                stop();
                return super.make(group, work, name);
            }
        };
        pool.submit(this::runUntilInterrupted);
        assertTrue(interrupted.await(SECONDS, TimeUnit.SECONDS));
    }

    @Test
    @DisplayName("that goes on with the next task, as no other can be started")
    void whileGoingOn() throws InterruptedException {
        AtomicInteger threads = new AtomicInteger();
        ThreadPoolTest.Pool pool = new ThreadPoolTest.Pool() {
            @Override
            protected Thread make(ThreadGroup group, Runnable work, String name) {
                if (threads.incrementAndGet() > 1) {
                    throw new OutOfMemoryError("no thread");
                }
                return super.make(group, work, name);
            }
        };
        CountDownLatch queued = new CountDownLatch(1);
        pool.submit(() -> {
            try {
                queued.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        pool.submit(this::runUntilInterrupted);
        queued.countDown();
        running.await();
        pool.stop();
        assertTrue(interrupted.await(SECONDS, TimeUnit.SECONDS));
    }
}
