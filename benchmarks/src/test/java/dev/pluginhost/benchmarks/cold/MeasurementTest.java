package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    @Test
    @DisplayName("It is read as it was written, whatever else the JVM writes")
    void readBack() {
        Measurement measurement = new Measurement(1, 2, 3, -4);

        assertEquals(measurement, Measurement.read(List.of("[0.001s][info][gc] Using G1", measurement.line(), "bye")));
    }

    @Test
    @DisplayName("A JVM that has measured nothing is no measurement")
    void nothing() {
        assertThrows(IllegalArgumentException.class, () -> Measurement.read(List.of("bye")));
    }

    @Test
    @DisplayName("Something is in memory")
    void memory() {
        Measurement measurement = Measurement.now(1, 2);

        assertTrue(measurement.heapBytes() > 0);
        assertTrue(measurement.metaspaceBytes() > 0);
    }
}
