package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.benchmarks.cold.Cold.Setting;
import dev.pluginhost.benchmarks.harness.Options;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ColdTest {

    @Test
    @DisplayName("Without options all contenders load 1000 plugins seven times, after one uncounted round")
    void defaults() {
        Options options = read();

        assertEquals(7, options.number("rounds"));
        assertEquals(1, options.number("uncounted"));
        assertEquals(1000, options.number("plugins"));
        assertEquals(List.of(Setting.values()), Cold.settings(options));
        assertEquals(List.of(Variant.values()), Cold.contenders(Setting.ALL_FLAT, options));
    }

    @Test
    @DisplayName("Many are not fewer than the plugins")
    void many() {
        assertEquals(8, Setting.ONE_OF_MANY.installed(read("--plugins", "5", "--many", "8")));
        assertEquals(5, Setting.ONE_OF_MANY.installed(read("--plugins", "5", "--many", "4")));
    }

    @Test
    @DisplayName("The host always takes part, and is the first; a rival with an archive comes with the rival")
    void contenders() {
        assertEquals(
                List.of(Variant.HOST, Variant.LAYERS, Variant.FELIX),
                Cold.contenders(Setting.ONE, read("--rivals", "felix,layers")));
        assertEquals(
                List.of(
                        Variant.HOST,
                        Variant.HOST_IMPORT_ALL,
                        Variant.HOST_NO_INDEX,
                        Variant.HOST_ARCHIVE,
                        Variant.PF4J,
                        Variant.PF4J_ARCHIVE),
                Cold.contenders(Setting.ALL_DAG, read("--rivals", "pf4j")));
    }

    private static Options read(String... arguments) {
        return Cold.OPTIONS.read(List.of(arguments));
    }
}
