package dev.pluginhost.eventlooptests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pluginhost.PluginHost;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is true on threads that a library of event loops has for blocking work. */
abstract class WorkerContract extends LoopFixture {

    @Test
    @DisplayName("imports and waits")
    void imports() throws Exception {
        Executor worker = open();
        probe.release("go");
        PluginHost host = host();
        assertEquals(
                "acme.wanted", on(worker, () -> host.importModule("acme.wanted").name()));
    }

    @Test
    @DisplayName("waits for a future of the host")
    void joins() throws Exception {
        Executor worker = open();
        probe.release("go");
        PluginHost host = host();
        assertEquals(
                "acme.wanted",
                on(worker, () -> host.importModuleAsync("acme.wanted").join().name()));
    }
}
