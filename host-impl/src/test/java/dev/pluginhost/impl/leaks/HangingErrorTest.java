package dev.pluginhost.impl.leaks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.UnloadReport.Holder;
import dev.pluginhost.impl.texts.HangingError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An error that hangs when it is asked for its text")
class HangingErrorTest {

    @Test
    @DisplayName("such as one of a driver's, holds up no look through other places")
    void look(@TempDir Path directory) throws Exception {
        try (HangingError hanging = new HangingError(directory)) {
            Error error = hanging.make();
            Holders.Probe probe = (target, found) -> {
                throw error;
            };
            List<Holder> holders =
                    new Holders(false, probe, Duration.ofSeconds(30)).of(new Holders.Target("acme.a", null, null));
            assertEquals(1, holders.size());
            assertTrue(
                    holders.get(0).what().startsWith("JDBC drivers cannot be searched: acme.hanging.Hanging"),
                    holders::toString);
        }
    }
}
