package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.benchmarks.harness.Options;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ColdTest {

    @Test
    @DisplayName(
            "Without options all contenders load 1000 plugins of each graph seven times, after one uncounted round")
    void defaults() {
        Options options = read();

        assertEquals(7, options.number("rounds"));
        assertEquals(1, options.number("uncounted"));
        assertEquals(1000, options.number("plugins"));
        assertEquals(10_000, Cold.many(options));
        assertEquals(List.of(Variant.values()), List.copyOf(Cold.contenders(options)));
        assertEquals(5, Setting.of(options).size());
    }

    @Test
    @DisplayName("Many are ten times the plugins, or as many as said, or none, but not fewer than the plugins")
    void many() {
        assertEquals(50, Cold.many(read("--plugins", "5")));
        assertEquals(0, Cold.many(read("--many", "0")));
        assertEquals(4, Setting.of(read("--many", "0")).size());
        assertEquals(2, Setting.of(read("--graph", "dag")).size());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> read("--plugins", "5", "--many", "4"))
                .getMessage()
                .contains("--many 4"));
    }

    @Test
    @DisplayName("The host always takes part, and is the first")
    void host() {
        assertEquals(
                List.of(Variant.HOST, Variant.ONE_LAYER, Variant.FELIX),
                List.copyOf(Cold.contenders(read("--contenders", "felix,one-layer"))));
    }

    private static Options read(String... arguments) {
        return Cold.OPTIONS.read(List.of(arguments));
    }
}
