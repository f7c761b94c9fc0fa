package dev.pluginhost.impl.state;

import static dev.pluginhost.impl.state.Race.check;

import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.Operation.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An unloading")
class UnloadRaceTest {

    private final Outcome failed = Operations.failed("failed");

    @Test
    @DisplayName(
            "is ready once, when the plugin's import and the unloads before it are over, in whatever order they end")
    void whenReady() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.a");
            Unload before = Operations.unload(Operations.of("acme.b"));
            Unload unload = Operations.unload(operation, before);
            AtomicInteger ready = new AtomicInteger();
            Race.among(
                    List.of(operation, before, unload, ready),
                    () -> unload.whenReady(() -> {
                        check(operation.isOver() && before.isOver(), "ready too soon");
                        ready.incrementAndGet();
                    }),
                    () -> operation.finish(failed),
                    before::end);
            check(ready.get() == 1, "not ready exactly once");
        });
    }

    @Test
    @DisplayName("is begun by exactly one of the threads that want to run it or to call it off")
    void begin() {
        Race.inManyOrders(() -> {
            Unload unload = Operations.unload(Operations.of("acme.a"));
            Catch<Boolean> runs = new Catch<>();
            Catch<Boolean> callsOff = new Catch<>();
            Race.among(
                    List.of(unload, runs, callsOff),
                    () -> runs.caught = unload.begin(),
                    () -> callsOff.caught = unload.begin());
            check(!runs.caught.equals(callsOff.caught), "not exactly one thread has begun it");
        });
    }

    @Test
    @DisplayName(
            "makes the import that comes after it ready, once, when it ends, also if that import asks at the same time")
    void importAfter() {
        Race.inManyOrders(() -> {
            Unload unload = Operations.unload(Operations.of("acme.a"));
            Import next = Operations.after(unload, "acme.a", Urgency.AWAITED);
            AtomicInteger ready = new AtomicInteger();
            Race.among(
                    List.of(unload, next, ready),
                    () -> next.whenReady(() -> {
                        check(unload.isOver(), "ready before the last instance is gone");
                        ready.incrementAndGet();
                    }),
                    unload::end);
            check(ready.get() == 1, "not ready exactly once");
            check(next.before() == null, "waits for an unloading that is over");
        });
    }
}
