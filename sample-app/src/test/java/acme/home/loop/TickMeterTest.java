package acme.home.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TickMeterTest {

    private final List<Long> passedOn = new ArrayList<>();
    private final TickMeter meter = new TickMeter(passedOn::add);

    @Test
    @DisplayName("Begins with nothing")
    void nothing() {
        assertEquals(0, meter.count());
        assertEquals(Duration.ZERO, meter.worstDelay());
    }

    @Test
    @DisplayName("Counts ticks and keeps the worst")
    void counts() {
        meter.tick(1_000);
        meter.tick(3_000);
        meter.tick(2_000);

        assertEquals(3, meter.count());
        assertEquals(Duration.ofNanos(3_000), meter.worstDelay());
    }

    @Test
    @DisplayName("Passes each delay on as it is")
    void passesOn() {
        meter.tick(3_000);
        meter.tick(0);

        assertEquals(List.of(3_000L, 0L), passedOn);
    }
}
