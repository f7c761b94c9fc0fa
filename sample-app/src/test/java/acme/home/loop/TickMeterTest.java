package acme.home.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TickMeterTest {

    private final List<Long> passedOn = new ArrayList<>();
    private final TickMeter meter = new TickMeter(passedOn::add);

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

    @Test
    void passesEachDelayOnAsItIs() {
        meter.tick(3_000);
        meter.tick(0);

        assertEquals(List.of(3_000L, 0L), passedOn);
    }
}
