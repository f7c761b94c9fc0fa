package dev.pluginhost.impl.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.threads.Watchdog.Watch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** All callbacks run on one thread, those that are due earlier first. */
@DisplayName("The watchdog calls back")
class WatchdogTest {

    private static final int SECONDS = 30;
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Duration LONGER = Duration.ofMillis(2);
    private static final Duration LONG = Duration.ofHours(1);

    private final Watchdog watchdog = new Watchdog(WatchdogTest.class.getClassLoader());
    private final ConcurrentLinkedQueue<String> called = new ConcurrentLinkedQueue<>();
    private final CountDownLatch watching = new CountDownLatch(1);

    @AfterEach
    void shutDown() {
        watchdog.shutDown();
    }

    private Watch watched(boolean cancels) {
        return new Watch(null) {
            @Override
            protected void warn() {
                called.add("slow");
                await(watching);
                if (cancels) {
                    watchdog.cancel(this);
                }
            }

            @Override
            protected void expire() {
                called.add("over");
            }
        };
    }

    private void watch(Duration slow, Duration timeout, boolean cancels) {
        watchdog.watch(watched(cancels), slow, timeout);
        watching.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS), "no callback has come");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns when all that was due before has been called. */
    private void awaitOthers() {
        CountDownLatch last = new CountDownLatch(1);
        watchdog.after(Duration.ofMillis(10), last::countDown);
        await(last);
    }

    @Test
    @DisplayName("when something is slow, and when its time is over")
    void both() {
        watch(MOMENT, LONGER, false);
        awaitOthers();
        assertEquals(List.of("slow", "over"), List.copyOf(called));
    }

    @Test
    @DisplayName("once where both are the same time")
    void once() {
        watch(LONGER, MOMENT, false);
        awaitOthers();
        assertEquals(List.of("over"), List.copyOf(called));
    }

    @Test
    @DisplayName("no more when it has been cancelled, even while it was called back")
    void cancelled() {
        watchdog.watch(watched(true), MOMENT, LONGER);
        watchdog.cancel(
                watchdog.after(LONGER, () -> called.add("cancelled"))); // while the thread is kept by the one before
        watching.countDown();
        awaitOthers();
        assertEquals(List.of("slow"), List.copyOf(called));
    }

    @Test
    @DisplayName("early, though it waits for something late already")
    void earlier() {
        Thread thread = thread();
        watch(LONG, LONG, false);
        awaitWaiting(thread);
        awaitOthers();
        assertEquals(List.of(), List.copyOf(called));
    }

    @Test
    @DisplayName("after a callback that has failed")
    void failing() {
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            watchdog.after(MOMENT, () -> {
                throw new AssertionError("a callback that fails");
            });
            awaitOthers();
            log.await("A callback of the watchdog failed");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("when the time is over of something whose warning has failed")
    void failingWarning() {
        CountDownLatch over = new CountDownLatch(1);
        Watch failing = new Watch(null) {
            @Override
            protected void warn() {
                throw new AssertionError("a warning that fails");
            }

            @Override
            protected void expire() {
                over.countDown();
            }
        };
        watchdog.watch(failing, MOMENT, LONGER);
        await(over);
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    /** The thread, which has begun. */
    private Thread thread() {
        AtomicReference<Thread> thread = new AtomicReference<>();
        watchdog.after(MOMENT, () -> thread.set(Thread.currentThread()));
        awaitOthers();
        return thread.get();
    }

    @Test
    @DisplayName("on a thread that ends when there is nothing to wait for")
    void idle() throws InterruptedException {
        Thread thread = thread();
        thread.join(TimeUnit.SECONDS.toMillis(SECONDS));
        assertFalse(thread.isAlive());
        awaitOthers();
    }

    @Test
    @DisplayName("on a thread that ends when it is shut down, whatever it waits for")
    void shutDownWhileWaiting() throws InterruptedException {
        watch(LONG, LONG, false);
        Thread thread = thread();
        awaitWaiting(thread);
        watchdog.shutDown();
        thread.join(TimeUnit.SECONDS.toMillis(SECONDS));
        assertFalse(thread.isAlive());
    }
}
