package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    @DisplayName(
            "Without options all contenders load 1000 plugins of either graph seven times, after a round uncounted")
    void defaults() {
        assertEquals(
                new Options(7, 1, 1000, 10_000, List.of(Variant.values()), List.of(Shape.values())),
                Options.of(List.of()));
    }

    @Test
    @DisplayName("Each option changes one thing")
    void all() {
        Options options = Options.of(List.of(
                "--rounds",
                "2",
                "--uncounted",
                "0",
                "--plugins",
                "3",
                "--contenders",
                "host,pf4j",
                "--graph",
                "dag",
                "--many",
                "4"));

        assertEquals(new Options(2, 0, 3, 4, List.of(Variant.HOST, Variant.PF4J), List.of(Shape.DAG)), options);
    }

    @Test
    @DisplayName("Many are ten times the plugins, or as many as said, or none, but not fewer than the plugins")
    void many() {
        assertEquals(50, Options.of(List.of("--plugins", "5")).many());
        assertEquals(0, Options.of(List.of("--many", "0")).many());
        assertTrue(refused("--plugins", "5", "--many", "4").contains("--many 4"));
    }

    @Test
    @DisplayName("The host always takes part, and first")
    void host() {
        assertEquals(
                List.of(Variant.HOST, Variant.ONE_LAYER, Variant.FELIX),
                Options.of(List.of("--contenders", "felix,one-layer")).contenders());
    }

    @Test
    @DisplayName("A contender that there is not is named, with those that there are")
    void unknownContender() {
        String message = refused("--contenders", "equinox");

        assertTrue(message.contains("equinox") && message.contains("pf4j"), message);
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
    @DisplayName("Nothing is measured less than once")
    void notPositive() {
        assertTrue(refused("--rounds", "0").contains("0"));
    }

    private static String refused(String... arguments) {
        return assertThrows(IllegalArgumentException.class, () -> Options.of(List.of(arguments)))
                .getMessage();
    }
}
