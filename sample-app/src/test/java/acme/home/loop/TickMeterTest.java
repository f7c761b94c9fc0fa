package acme.home.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TickMeterTest {

    private final TickMeter meter = new TickMeter();

    @Test
    void beginsWithNothing() {
        assertEquals(0, meter.count());
        assertEquals(Duration.ZERO, meter.worstDelay());
    }

    @Test
    void countsTicksAndKeepsTheWorst() {
        meter.tick(1_000);
        meter.tick(3_000);
        meter.tick(2_000);

        assertEquals(3, meter.count());
        assertEquals(Duration.ofNanos(3_000), meter.worstDelay());
    }
}
