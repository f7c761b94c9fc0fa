package acme.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Surefire runs this once for each way in which it starts tests; its configuration says where they are then. */
@DisplayName("An application in a test that Surefire starts")
class SurefireTest {

    @TempDir
    Path directory;

    @Test
    @DisplayName("works with the sample plugins")
    void works() throws Exception {
        String loader = System.getProperty("acme.loader");
        Expected expected =
                Boolean.getBoolean("acme.modules") ? Expected.onModulePath(loader) : Expected.onClassPath(loader);
        List<String> lines = new ArrayList<>();

        new Probe(
                        new Place(
                                Path.of(System.getProperty("acme.plugins"), "installed"),
                                directory,
                                directory.resolve("index")),
                        lines::add)
                .run();

        assertEquals(expected.text(), Expected.printed(lines.stream()));
    }
}
