package dev.pluginhost.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    @DisplayName("Each option changes one thing")
    void all() {
        Options options = Options.of(List.of(
                "--parts", "shapes,storm",
                "--rounds", "2",
                "--uncounted", "0",
                "--plugins", "20",
                "--threads", "4",
                "--times", "3",
                "--installed", "30,10",
                "--imported", "5",
                "--docs", "docs"));

        assertEquals(
                new Options(
                        Set.of(Part.STORM, Part.SHAPES), 2, 0, 20, 4, 3, List.of(10, 30), List.of(5), Path.of("docs")),
                options);
    }

    @Test
    @DisplayName("Without options all parts are measured")
    void defaults() {
        assertEquals(Set.of(Part.values()), Options.of(List.of()).parts());
    }

    @Test
    @DisplayName("No more can be imported than are installed")
    void tooMany() {
        assertTrue(refused("--installed", "10", "--imported", "11").contains("imported"));
    }

    @Test
    @DisplayName("A part that there is not is named, with those that there are")
    void noSuchPart() {
        String message = refused("--parts", "storm,wind");

        assertTrue(message.contains("wind") && message.contains("shapes"), message);
    }

    private static String refused(String... arguments) {
        return assertThrows(IllegalArgumentException.class, () -> Options.of(List.of(arguments)))
                .getMessage();
    }
}
