package dev.pluginhost.benchmarks.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private enum Colour {
        RED,
        DARK_BLUE
    }

    private final Options options = Options.NONE
            .number("rounds", 7, 1)
            .numbers("threads", List.of(1, 8), 2)
            .words("colours", Colour.values())
            .directory("docs");

    @Test
    @DisplayName("Without arguments each option has its default")
    void defaults() {
        Options read = options.read(List.of());

        assertEquals(7, read.number("rounds"));
        assertEquals(List.of(1, 8), read.numbers("threads"));
        assertEquals(List.of(Colour.RED, Colour.DARK_BLUE), read.words("colours", Colour.class));
        assertNull(read.directoryOf("docs"));
    }

    @Test
    @DisplayName("Each argument changes one option, and the last one of a name counts")
    void all() {
        Options read = options.read(List.of(
                "--rounds", "2", "--rounds", "3", "--threads", "4,2", "--colours", "dark-blue", "--docs", "docs"));

        assertEquals(3, read.number("rounds"));
        assertEquals(List.of(4, 2), read.numbers("threads"));
        assertEquals(List.of(Colour.DARK_BLUE), read.words("colours", Colour.class));
        assertEquals(Path.of("docs"), read.directoryOf("docs"));
    }

    @Test
    @DisplayName("A wrong argument is named: an unknown option or word, a missing value, a small number")
    void wrong() {
        assertTrue(refused("--turns", "2").contains("--turns"));
        assertTrue(refused("--colours", "red,green").contains("green; there are red,dark-blue"));
        assertTrue(refused("--rounds").contains("--rounds"));
        assertTrue(refused("--rounds", "0").contains("0 is less than 1"));
        assertTrue(refused("--threads", "4,1").contains("1 is less than 2"));
    }

    @Test
    @DisplayName("The usage shows all options with the values that they take")
    void usage() {
        assertEquals("[--rounds N] [--threads N,N] [--colours red,dark-blue] [--docs DIRECTORY]", options.usage());
    }

    private String refused(String... arguments) {
        return assertThrows(IllegalArgumentException.class, () -> options.read(List.of(arguments)))
                .getMessage();
    }
}
