package dev.pluginhost.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the applications have said that {@code src/it/run} has started. */
@Tag("slow")
@DisplayName("An application that is run with a plugin under development")
class RunIT {

    private static final BuiltProject BUILD = new BuiltProject("run");

    @Test
    @DisplayName("sees the plugin, and once more after each compilation; the build ends with it")
    void reload() throws Exception {
        Path working = BUILD.resolve("greeting/target/pluginhost/application");

        assertEquals(
                List.of(
                        "The application sees \"greeting one\"",
                        "The application sees \"greeting two\"",
                        "The application is a module and has seen no more in " + working),
                said("The application", 0, 3));
    }

    @Test
    @DisplayName("may be a main class among the plugin's tests, with arguments for its JVM and a working directory")
    void tests() throws Exception {
        assertEquals(
                List.of(
                        "The application sees \"clock one\"",
                        "The application sees \"clock two\"",
                        "The application is on the class path and has seen no more in " + BUILD.resolve("clock")),
                said("The application", 3, 6));
        assertEquals(List.of("The test has with \"quoted\" words"), said("The test has", 0, 1));
    }

    @Test
    @DisplayName("sees nothing half written, and logs no problem")
    void quiet() throws Exception {
        String application = String.join("\n", said("", "Starts ", "and has seen no more"));

        assertTrue(application.contains("The application sees"), application);
        assertTrue(
                !application.contains("WARN") && !application.contains("SEVERE") && !application.contains("Exception"),
                application);
    }

    private static List<String> said(String start, int from, int to) throws Exception {
        return said(start, "", "none").subList(from, to);
    }

    /** The lines with some start, from each line with a text to the next one with another text. */
    private static List<String> said(String start, String first, String last) throws Exception {
        List<String> lines = new ArrayList<>();
        boolean isBetween = false;
        for (String line : BUILD.log().lines().toList()) {
            String plain = line.replaceAll("\u001b\\[[0-9;]*m", ""); // without colours
            isBetween |= plain.contains(first);
            if (isBetween && plain.startsWith(start)) {
                lines.add(plain);
            }
            isBetween &= !plain.contains(last);
        }
        return lines;
    }
}
