package acme.home.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventLoopTest {

    private static final Duration OFTEN = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofHours(1);

    @Test
    @DisplayName("Runs tasks in order on its thread")
    void order() {
        try (EventLoop loop = new EventLoop(NEVER)) {
            List<Integer> ran = new ArrayList<>();
            IntStream.range(0, 100).forEach(number -> loop.execute(() -> ran.add(number)));

            boolean onLoop = CompletableFuture.supplyAsync(() -> loop.isLoopThread(Thread.currentThread()), loop)
                    .join();

            assertTrue(onLoop);
            assertEquals(IntStream.range(0, 100).boxed().toList(), ran);
        }
    }

    @Test
    @DisplayName("Knows other threads")
    void otherThreads() {
        try (EventLoop loop = new EventLoop(NEVER)) {
            assertFalse(loop.isLoopThread(Thread.currentThread()));
        }
    }

    @Test
    @DisplayName("Ticks while nothing else is to do")
    void idle() {
        try (EventLoop loop = new EventLoop(OFTEN)) {
            while (loop.ticks().count() < 3) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    @DisplayName("A task that waits makes a tick late")
    void waits() {
        try (EventLoop loop = new EventLoop(OFTEN)) {
            CountDownLatch never = new CountDownLatch(1);
            Duration wait = Duration.ofMillis(50);

            CompletableFuture.runAsync(() -> await(never, wait), loop).join();
            CompletableFuture.runAsync(() -> {}, loop).join();

            assertTrue(loop.ticks().worstDelay().compareTo(wait.minus(OFTEN)) >= 0);
        }
    }

    @Test
    @DisplayName("Says on its thread how late each tick is")
    void lateness() {
        CompletableFuture<Thread> heard = new CompletableFuture<>();
        try (EventLoop loop = new EventLoop(OFTEN, delay -> heard.complete(Thread.currentThread()))) {
            assertTrue(loop.isLoopThread(heard.join()));
        }
    }

    @Test
    @DisplayName("A task that throws does not end it")
    void throwing() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.complete(thrown));
        try (EventLoop loop = new EventLoop(NEVER)) {
            IllegalStateException bad = new IllegalStateException("bad task");
            loop.execute(() -> {
                throw bad;
            });

            assertEquals(
                    "good", CompletableFuture.supplyAsync(() -> "good", loop).join());
            assertEquals(bad, reported.join());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    @DisplayName("Finishes what it has when it is closed and takes no more")
    void closed() {
        List<String> ran = new ArrayList<>();
        EventLoop loop = new EventLoop(NEVER);
        loop.execute(() -> ran.add("task"));

        loop.close();

        assertEquals(List.of("task"), ran);
        assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
    }

    private static void await(CountDownLatch latch, Duration atMost) {
        try {
            latch.await(atMost.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
