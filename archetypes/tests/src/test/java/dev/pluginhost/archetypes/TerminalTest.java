package dev.pluginhost.archetypes;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A wait for a command")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has commands for a Unix shell")
@Timeout(60)
class TerminalTest {

    private static final String CHATTER = "while :; do echo tick; sleep 0.05; done";

    @TempDir
    Path directory;

    @Test
    @DisplayName("ends though the command prints one line after the other")
    void chatter() throws Exception {
        try (Terminal terminal = new Terminal(CHATTER, directory, directory, Duration.ofMillis(300))) {
            AssertionError error = assertThrows(AssertionError.class, () -> terminal.awaitLine("tock"));

            assertTrue(error.getMessage().contains("does not print"), error::getMessage);
            assertThrows(AssertionError.class, terminal::succeeded);
        }
    }
}
