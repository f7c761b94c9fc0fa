package dev.pluginhost.benchmarks.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pluginhost.benchmarks.process.Usage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    private final Measurement measurement =
            Measurement.of(Lateness.of(new long[] {5, 25}, 10), 1000, new Usage(1, 2, 3, 4, 5), -7);

    @Test
    @DisplayName("It is read as it was written, whatever else the JVM writes")
    void readBack() {
        List<String> lines = new ArrayList<>(measurement.lines());
        lines.add(3, "[0.001s][info][gc] Using G1");

        assertEquals(measurement.lines(), Measurement.read(lines).lines());
    }

    @Test
    @DisplayName("It holds what was measured")
    void values() {
        assertEquals(25, measurement.get(Measurement.Value.WORST));
        assertEquals(2, measurement.get(Measurement.Value.MISSED));
        assertEquals(1000, measurement.get(Measurement.Value.WINDOW_NANOS));
        assertEquals(2, measurement.get(Measurement.Value.ALLOCATED_BYTES));
        assertEquals(5, measurement.get(Measurement.Value.CLASSES));
        assertEquals(-7, measurement.get(Measurement.Value.SUM));
    }

    @Test
    @DisplayName("Half a measurement is none")
    void half() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Measurement.read(measurement.lines().subList(0, 5)));
    }
}
