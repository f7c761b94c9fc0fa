package dev.pluginhost.moduletests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@DisplayName("The sample application as an image made by jlink")
class SampleImageTest {

    private static final Path HOME = Path.of(System.getProperty("pluginhost.sample-home"));

    @TempDir
    Path directory;

    @Test
    @DisplayName("finds its plugins and passes its checks")
    void playsItsScenario() throws IOException {
        Path image = directory.resolve("hub");
        Run.jlink(
                        "--module-path",
                        HOME.resolve("lib"),
                        "--add-modules",
                        "acme.home,dev.pluginhost.impl",
                        // The space is there because jlink of JDK 17 takes a value that begins with a hyphen for an
                        // option.
                        "--add-options= --enable-native-access=dev.pluginhost.impl,ALL-UNNAMED",
                        "--launcher",
                        "hub=acme.home",
                        "--output",
                        image)
                .succeeded();
        for (String plugins : List.of("plugins", "bad-plugins", "updates")) {
            copy(HOME.resolve(plugins), image.resolve(plugins));
        }

        String out = Run.of(image.resolve("bin").resolve("hub")).succeeded();

        assertTrue(out.lines().anyMatch(line -> line.matches("All \\d+ checks passed\\.")), out);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
