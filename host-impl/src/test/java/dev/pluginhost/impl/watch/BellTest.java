package dev.pluginhost.impl.watch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who waits for the bell")
class BellTest {

    private static final long FOREVER = TimeUnit.DAYS.toNanos(1);
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(20);

    private final Bell bell = new Bell();

    private boolean await(long least, long most) {
        return assertTimeoutPreemptively(Duration.ofSeconds(30), () -> bell.await(least, most));
    }

    @Test
    @DisplayName("is woken, even if it rang before, but once only")
    void rings() {
        bell.ring();
        assertTrue(await(0, FOREVER));
        assertFalse(await(0, 1));
    }

    @Test
    @DisplayName("is woken while waiting")
    void ringsLater() {
        Thread ringer = new Thread(bell::ring);
        ringer.start();
        assertTrue(await(0, FOREVER));
    }

    @Test
    @DisplayName("waits for the least time though it rings, and for no more than the most though it does not")
    void bounds() {
        bell.ring();
        long begun = System.nanoTime();
        assertTrue(await(MOMENT, FOREVER));
        assertTrue(System.nanoTime() - begun >= MOMENT);
        begun = System.nanoTime();
        assertFalse(await(0, MOMENT));
        assertTrue(System.nanoTime() - begun >= MOMENT);
    }

    @Test
    @DisplayName("waits no more once it is silent")
    void silence() {
        bell.silence();
        assertFalse(await(FOREVER, FOREVER));
    }

    @Test
    @DisplayName("waits no more after an interrupt, of which nothing is left")
    void interrupt() {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            Thread.currentThread().interrupt();
            assertFalse(bell.await(FOREVER, FOREVER));
            assertFalse(Thread.currentThread().isInterrupted());
        });
    }
}
