package dev.pluginhost.maven;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the build of {@code src/it/broken} has said. */
@Tag("slow")
@DisplayName("A build with a plugin that the application's API does not fit")
class BrokenIT {

    private static final BuiltProject BUILD = new BuiltProject("broken");

    @Test
    @DisplayName("makes the bundle, names what is missing and where it is used, and fails")
    void fails() throws Exception {
        String log = BUILD.log();

        assertTrue(Files.exists(BUILD.bundle("ledger/target")));
        assertTrue(
                log.matches("(?s).*\\[ERROR] ERROR MISSING_METHOD: [^\\n]*acme\\.api\\.Screen\\.clear\\(\\)[^\\n]*"
                        + "acme\\.library\\.Page\\.turn[^\\n]*library-1\\.0\\.jar.*"),
                log);
        assertTrue(log.contains("Bundle ledger-1.0-bundle.zip of plugin acme.ledger has 1 problem,"), log);
        assertTrue(log.contains("BUILD FAILURE"), log);
    }
}
