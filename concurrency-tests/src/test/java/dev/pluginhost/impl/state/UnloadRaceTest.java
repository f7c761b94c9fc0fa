package dev.pluginhost.impl.state;

import static dev.pluginhost.impl.state.Race.check;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An unload")
class UnloadRaceTest {

    private final Outcome failed = Operations.ended("failed");

    private static Unload of(Import operation, Unload... before) {
        return new Unload(operation.instance(), List.of(before), Operations.CALLER);
    }

    @Test
    @DisplayName("is ready once, when its import has ended and what requires it is unloaded, in whatever order")
    void ready() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.a");
            Unload before = of(Operations.of("acme.b"));
            Unload unload = of(operation, before);
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
    @DisplayName("is begun by one of those that want to carry it out or to call it off")
    void begin() {
        Race.inManyOrders(() -> {
            Unload unload = of(Operations.of("acme.a"));
            Catch<Boolean> carriesOut = new Catch<>();
            Catch<Boolean> callsOff = new Catch<>();
            Race.among(
                    List.of(unload, carriesOut, callsOff),
                    () -> carriesOut.caught = unload.begin(),
                    () -> callsOff.caught = unload.begin());
            check(!carriesOut.caught.equals(callsOff.caught), "not exactly one has begun it");
        });
    }

    @Test
    @DisplayName("makes the import that comes after it ready, once, when it is over, though that asks at that moment")
    void importAfter() {
        Race.inManyOrders(() -> {
            Unload unload = of(Operations.of("acme.a"));
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
            check(next.before() == null, "waits for what is over");
        });
    }
}
