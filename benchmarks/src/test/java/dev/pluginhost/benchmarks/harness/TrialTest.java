package dev.pluginhost.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TrialTest {

    private final Trial trial = Trial.of("all plugins", TrialTest.class, -4, "an argument", 1);

    @Test
    @DisplayName("A measurement is read as it was reported, whatever else the JVM prints")
    void readBack() {
        List<String> lines = new ArrayList<>(reported(-4));
        lines.add(0, "[0.001s][info][gc] Using G1");
        lines.add("bye");

        assertEquals(Map.of(Figure.NANOS, 1.0, Figure.HEAP, 2.0), trial.read(lines));
    }

    @Test
    @DisplayName("A JVM that has reported nothing has measured nothing")
    void nothing() {
        String message = assertThrows(IllegalStateException.class, () -> trial.read(List.of("bye")))
                .getMessage();

        assertTrue(message.contains("all plugins"), message);
    }

    @Test
    @DisplayName("Plugins that have not done all their work fail the run")
    void wrongSum() {
        String message = assertThrows(IllegalStateException.class, () -> trial.read(reported(-5)))
                .getMessage();

        assertEquals("The services return -5 and not -4: all plugins", message);
    }

    @Test
    @DisplayName("This JVM has heap, metaspace and threads, and has used processors and memory")
    void machine() {
        assertTrue(Machine.heap() > 0);
        assertTrue(Machine.metaspace().getUsed() > 0);
        assertTrue(Machine.threads() > 0);
        assertTrue(Machine.usage().get(Figure.CPU_NANOS) > 0);
        assertTrue(Machine.usage().get(Figure.ALLOCATED) > 0);
        assertTrue(Machine.usage().get(Figure.CLASSES) > 0);
    }

    private static List<String> reported(long sum) {
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, UTF_8));
        try {
            Trial.report(sum, Map.of(Figure.NANOS, 1L, Figure.HEAP, 2L));
        } finally {
            System.setOut(out);
        }
        return bytes.toString(UTF_8).lines().toList();
    }
}
