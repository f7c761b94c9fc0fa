package dev.pluginhost.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScaleTest {

    @Test
    @DisplayName("Without options all parts are measured")
    void defaults() {
        assertEquals(List.of(Scale.Part.values()), Scale.OPTIONS.read(List.of()).words("parts", Scale.Part.class));
    }
}
