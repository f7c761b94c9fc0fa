package dev.pluginhost.impl.unload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Time that several waits share")
class TimeBudgetTest {

    private final AtomicLong now = new AtomicLong();
    private final TimeBudget time = new TimeBudget(Duration.ofSeconds(8), now::get);
    private Duration last = Duration.ZERO;

    private void waitInVain() {
        time.await(share -> {
            last = share;
            now.addAndGet(share.toNanos());
            return false;
        });
    }

    @Test
    @DisplayName("is not used up by fifty of them in vain")
    void manyInVain() {
        for (int i = 0; i < 50; i++) {
            waitInVain();
        }
        waitInVain();
        assertEquals(Duration.ofMillis(20), last);
    }

    @Test
    @DisplayName("goes mostly to the first ones, and is never exceeded")
    void inAll() {
        waitInVain();
        assertEquals(Duration.ofSeconds(3), last);
        for (int i = 0; i < 1_000; i++) {
            waitInVain();
        }
        assertTrue(now.get() <= Duration.ofSeconds(8).toNanos(), now::toString);
    }

    @Test
    @DisplayName("is not longer for one that is interrupted, and the interrupt is kept")
    void interrupted() {
        List<Duration> shares = new ArrayList<>();
        boolean came = time.await(share -> {
            shares.add(share);
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            if (shares.size() == 1) {
                throw new InterruptedException();
            }
            return true;
        });
        assertTrue(came);
        assertEquals(List.of(Duration.ofSeconds(3), Duration.ofSeconds(2)), shares);
        time.restoreInterrupt();
        assertTrue(Thread.interrupted());
    }
}
