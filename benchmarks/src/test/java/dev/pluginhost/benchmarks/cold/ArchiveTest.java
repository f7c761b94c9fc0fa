package dev.pluginhost.benchmarks.cold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    private static final String JDK = "[0.1s][info][class,load] java.lang.Object source: jrt:/java.base";
    private static final String ARCHIVED =
            "[0.6s][info][class,load] acme.p00000.Total source: shared objects file (top)";
    private static final String LOADED =
            "[0.6s][info][class,load] acme.p00000.Main source: file:/plugins/acme.p00000.jar";

    @TempDir
    Path directory;

    private Cold.Archive archive;

    @BeforeEach
    void make() {
        archive = new Cold.Archive("PF4J", directory.resolve("x.jsa"));
    }

    @Test
    @DisplayName("If all classes of plugins are from it, there is nothing to say")
    void whole() throws IOException {
        log(JDK, ARCHIVED);

        assertEquals(List.of(), archive.check());
    }

    @Test
    @DisplayName("How many are from it is said if not all are")
    void part() throws IOException {
        log(JDK, ARCHIVED, LOADED);

        assertTrue(archive.check().get(0).startsWith("PF4J: only 1 of 2 "));
    }

    @Test
    @DisplayName("An archive that no plugin's class is from fails the run")
    void none() throws IOException {
        log(JDK, LOADED);

        assertThrows(IllegalStateException.class, archive::check);
    }

    private void log(String... lines) throws IOException {
        String option = archive.useAndLog().get(2);
        Files.write(Path.of(option.substring(option.indexOf("file=") + 5)), List.of(lines));
    }
}
