package dev.pluginhost.benchmarks.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    @DisplayName("Without options 1000 plugins are imported seven times behind a loop of 1 ms")
    void defaults() {
        assertEquals(new Options(7, 1000, Duration.ofMillis(1)), Options.of(List.of()));
    }

    @Test
    @DisplayName("Each option changes one thing")
    void all() {
        Options options = Options.of(List.of("--rounds", "2", "--plugins", "3", "--tick-micros", "500"));

        assertEquals(new Options(2, 3, Duration.ofNanos(500_000)), options);
    }

    @Test
    @DisplayName("An option that there is not is named")
    void unknown() {
        assertTrue(refused("--turns", "2").contains("--turns"));
    }

    @Test
    @DisplayName("An option without a value is named")
    void noValue() {
        assertTrue(refused("--rounds").contains("--rounds"));
    }

    @Test
    @DisplayName("Nothing is done less than once")
    void notPositive() {
        assertTrue(refused("--rounds", "0").contains("0"));
    }

    private static String refused(String... arguments) {
        return assertThrows(IllegalArgumentException.class, () -> Options.of(List.of(arguments)))
                .getMessage();
    }
}
