package dev.pluginhost.impl.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.fixtures.LogCapture;
import dev.pluginhost.impl.recording.EndedImport;
import dev.pluginhost.impl.recording.Timeline;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.state.Import.Urgency;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An import that is decided")
class DecidedImportTest {

    @Test
    @DisplayName("ends, although there is no memory to say so elsewhere, and that is logged")
    void noMemory() throws InterruptedException {
        AtomicInteger added = new AtomicInteger();
        Timeline failing = new Timeline() {
            @Override
            public void add(EndedImport ended) {
                added.incrementAndGet();
                throw new OutOfMemoryError("a test");
            }
        };
        Events events = new Events(new Registry(), ClassLoader.getSystemClassLoader());
        PluginTable table = new PluginTable(events, Clock.systemUTC(), System::nanoTime, failing);
        Import planned = TestImports.of("acme.decided", Urgency.AWAITED);
        Import operation = Objects.requireNonNull(
                Objects.requireNonNull(table.join(planned.node(), List.of(), new Caller("a test"), Urgency.AWAITED))
                        .underWay());
        FailedImport failure = FailedImport.closed("acme.decided");
        try (LogCapture log = new LogCapture("dev.pluginhost")) {
            assertTrue(table.fail(operation, failure));
            table.announce(operation, failure);

            assertTrue(operation.await(Deadline.in(Duration.ofSeconds(30))));
            assertEquals(1, added.get());
            String message =
                    log.await("import of plugin acme.decided has ended").getMessage();
            assertTrue(message.contains("OutOfMemoryError"), message);
        }
    }
}
