package dev.pluginhost.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    @DisplayName("Without options all parts run with their own defaults")
    void defaults() {
        Options options = Options.of(List.of());

        assertEquals(List.of(Part.values()), options.parts());
        assertEquals(List.of(), options.argumentsOf(Part.COLD));
    }

    @Test
    @DisplayName("A part is handed what is for all, and then what is for itself")
    void argumentsOf() {
        Options options = Options.of(List.of(
                "--loop.tick-micros", "5", "--rounds", "2", "--cold.rounds", "3", "--plugins", "4", "--only", "loop"));

        assertEquals(List.of(Part.LOOP), options.parts());
        assertEquals(List.of("--rounds", "2", "--plugins", "4", "--tick-micros", "5"), options.argumentsOf(Part.LOOP));
        assertEquals(List.of("--rounds", "2", "--plugins", "4", "--rounds", "3"), options.argumentsOf(Part.COLD));
    }

    @Test
    @DisplayName("The report may go to a directory")
    void docs() {
        assertEquals(Path.of("docs"), Options.of(List.of("--docs", "docs")).docs());
    }

    @Test
    @DisplayName("An option or a part that there is not is named")
    void unknown() {
        assertTrue(refused("--turns", "2").contains("--turns"));
        assertTrue(refused("--warm.rounds", "2").contains("--warm.rounds"));
        assertTrue(refused("--only", "warm").contains("warm"));
    }

    private static String refused(String... arguments) {
        return assertThrows(IllegalArgumentException.class, () -> Options.of(List.of(arguments)))
                .getMessage();
    }
}
