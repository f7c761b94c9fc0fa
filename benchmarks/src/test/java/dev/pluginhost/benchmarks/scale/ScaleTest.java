package dev.pluginhost.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScaleTest {

    @Test
    @DisplayName("Without options all parts are measured")
    void defaults() {
        assertEquals(List.of(Scale.Part.values()), Scale.OPTIONS.read(List.of()).words("parts", Scale.Part.class));
    }

    @Test
    @DisplayName("No more can be imported than are installed")
    void tooMany() {
        List<String> arguments = List.of("--installed", "11,10", "--imported", "12,3");

        assertTrue(assertThrows(IllegalArgumentException.class, () -> Scale.OPTIONS.read(arguments))
                .getMessage()
                .contains("imported"));
        Scale.OPTIONS.read(List.of("--installed", "12,10", "--imported", "12,3"));
    }
}
