package dev.pluginhost.benchmarks.hot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    @DisplayName(
            "Without options five JVMs measure each call, among a thousand plugins, with one and with eight threads")
    void defaults() {
        assertEquals(new Options(5, 1000, List.of(1, 8), 500), Options.of(List.of()));
    }

    @Test
    @DisplayName("Each option changes one thing")
    void all() {
        Options options = Options.of(List.of("--rounds", "2", "--plugins", "3", "--threads", "4,2", "--millis", "10"));

        assertEquals(new Options(2, 3, List.of(4, 2), 10), options);
    }

    @Test
    @DisplayName("An option that there is not is named")
    void unknown() {
        String message = assertThrows(IllegalArgumentException.class, () -> Options.of(List.of("--turns", "2")))
                .getMessage();

        assertTrue(message.contains("--turns"), message);
    }
}
