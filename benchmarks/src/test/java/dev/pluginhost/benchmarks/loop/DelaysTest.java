package dev.pluginhost.benchmarks.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DelaysTest {

    private final LoopTrial.Delays delays = new LoopTrial.Delays(2);

    @Test
    @DisplayName("Only what comes between beginning and end is kept")
    void window() {
        delays.accept(1);
        delays.begin();
        delays.accept(2);
        delays.accept(3);
        long[] kept = delays.end();
        delays.accept(4);

        assertArrayEquals(new long[] {2, 3}, kept);
    }

    @Test
    @DisplayName("What there is no room for is not lost in silence")
    void noRoom() {
        delays.begin();
        delays.accept(1);
        delays.accept(2);

        assertThrows(IndexOutOfBoundsException.class, () -> delays.accept(3));
    }
}
