package dev.pluginhost.impl.imports;

import static dev.pluginhost.impl.imports.Race.check;

import dev.pluginhost.BlockingPolicy;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A future that is cancelled while its flight lands")
class CancellationTest {

    /** Of ordinary threads, which nothing keeps from waiting. */
    private static final Waits WAITS = new Waits(
            new BlockingGuard(List.of(), List.of(), BlockingPolicy.ALLOW),
            new ImportThreads(1, 0, CancellationTest.class.getClassLoader()),
            new Stops(CancellationTest.class.getClassLoader()),
            null);

    private static final WaitingCall CALL = WaitingCall.ofFuture("acme.weather");

    private final Outcome end = Flights.ended("as it went");

    private static ImportFuture<Outcome> futureOf(Flight flight) {
        ImportFuture<Outcome> future = new ImportFuture<>(WAITS, CALL, List.of(new Awaited.Transits(List.of(flight))));
        flight.whenLanded(future::complete);
        return future;
    }

    @Test
    @DisplayName("is cancelled or complete, and changes neither the flight nor another caller's future")
    void othersAreUnaffected() {
        Race.inManyOrders(() -> {
            Flight flight = Flights.of("acme.weather");
            ImportFuture<Outcome> cancelled = futureOf(flight);
            ImportFuture<Outcome> other = futureOf(flight);
            Catch<Boolean> itWas = new Catch<>();
            Race.among(
                    List.of(flight, cancelled, other, itWas),
                    () -> flight.land(end),
                    () -> itWas.caught = cancelled.cancel(true),
                    () -> check(futureOf(flight).join() == end, "a third caller gets another end"));
            check(flight.outcome() == end, "the flight has another end");
            check(other.join() == end, "another caller gets another end");
            check(itWas.caught == cancelled.isCancelled(), "cancelled, but not to him who did it");
            check(cancelled.isCancelled() || cancelled.join() == end, "neither cancelled nor complete");
        });
    }

    @Test
    @DisplayName("leaves alone what it was derived from, and what else was derived from that")
    void derived() {
        Race.inManyOrders(() -> {
            Flight flight = Flights.of("acme.weather");
            ImportFuture<Outcome> future = futureOf(flight);
            var cancelled = future.thenApply(landed -> landed);
            var other = future.thenApply(landed -> landed);
            Race.among(List.of(flight, future, cancelled, other), () -> flight.land(end), () -> cancelled.cancel(true));
            check(future.join() == end, "the future it was derived from has another end");
            check(other.join() == end, "the other derived future has another end");
            check(cancelled.isDone(), "neither cancelled nor complete");
        });
    }
}
