package dev.pluginhost.impl.imports;

import static dev.pluginhost.impl.imports.Race.check;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A flight")
class FlightTest {

    private final Outcome tooLate = Flights.ended("too late");
    private final Outcome closed = Flights.ended("closed");

    /** Counts how often it hears of the end. */
    private static final class Listener {
        private final AtomicInteger times = new AtomicInteger();
        private volatile Outcome heard;

        void hear(Outcome end) {
            heard = end;
            times.incrementAndGet();
        }

        void checkHasHeard(Outcome end) {
            check(times.get() == 1, "not told exactly once");
            check(heard == end, "told another end");
        }
    }

    @Test
    @DisplayName("is claimed by one of the threads that want to run it, and by no other")
    void claim() {
        Race.inManyOrders(() -> {
            Flight flight = Flights.of("acme.weather");
            ImportThread one = Flights.thread("one");
            ImportThread other = Flights.thread("other");
            Catch<Boolean> byOne = new Catch<>();
            Catch<Boolean> byOther = new Catch<>();
            Race.among(
                    List.of(flight, byOne, byOther),
                    () -> byOne.caught = flight.claim(one),
                    () -> byOther.caught = flight.claim(other));
            check(!byOne.caught.equals(byOther.caught), "not exactly one has claimed the flight");
            check(flight.runner() == (byOne.caught ? one : other), "run by the one that has not claimed it");
        });
    }

    @Test
    @DisplayName("that two threads land tells everybody who listens one and the same end, once")
    void listeners() {
        Race.inManyOrders(() -> {
            Flight flight = Flights.of("acme.weather");
            Listener early = new Listener();
            Listener late = new Listener();
            flight.whenLanded(early::hear);
            Race.among(
                    List.of(flight, early, late),
                    () -> flight.land(tooLate),
                    () -> flight.land(closed),
                    () -> flight.whenLanded(late::hear));
            check(flight.outcome() == tooLate || flight.outcome() == closed, "neither end");
            early.checkHasHeard(flight.outcome());
            late.checkHasHeard(flight.outcome());
        });
    }

    @Test
    @DisplayName("tells all who begin to listen while it lands")
    void manyListeners() {
        Race.inManyOrders(() -> {
            Flight flight = Flights.of("acme.weather");
            Listener one = new Listener();
            Listener other = new Listener();
            Race.among(
                    List.of(flight, one, other),
                    () -> flight.land(closed),
                    () -> flight.whenLanded(one::hear),
                    () -> flight.whenLanded(other::hear));
            one.checkHasHeard(closed);
            other.checkHasHeard(closed);
        });
    }

    @Test
    @DisplayName("is ready once, when both its prerequisites have landed, in whatever order they do while it is armed")
    void arm() {
        Race.inManyOrders(() -> {
            Flight one = Flights.of("acme.one");
            Flight other = Flights.of("acme.other");
            Flight flight = Flights.of("acme.weather", one, other);
            AtomicInteger ready = new AtomicInteger();
            Race.among(
                    List.of(one, other, flight, ready),
                    () -> flight.arm(() -> {
                        check(flight.missing().isEmpty(), "ready before its prerequisites have landed");
                        ready.incrementAndGet();
                    }),
                    () -> one.land(closed),
                    () -> other.land(tooLate));
            check(ready.get() == 1, "not ready exactly once");
        });
    }

    @Test
    @DisplayName("on the way of another one makes both ready, each once, the other one after it")
    void chain() {
        Race.inManyOrders(() -> {
            Flight first = Flights.of("acme.a");
            Flight second = Flights.of("acme.b", first);
            Flight third = Flights.of("acme.c", second, first);
            AtomicInteger secondReady = new AtomicInteger();
            AtomicInteger thirdReady = new AtomicInteger();
            Race.among(
                    List.of(first, second, third, secondReady, thirdReady),
                    () -> second.arm(() -> {
                        secondReady.incrementAndGet();
                        second.land(closed);
                    }),
                    () -> third.arm(() -> {
                        check(second.hasLanded(), "ready before its prerequisite");
                        thirdReady.incrementAndGet();
                    }),
                    () -> first.land(closed));
            check(secondReady.get() == 1 && thirdReady.get() == 1, "not each ready exactly once");
        });
    }

    @Test
    @DisplayName("wakes those who wait for it, with its end")
    void await() {
        Race.inManyOrders(() -> {
            Flight flight = Flights.of("acme.weather");
            Race.among(
                    List.of(flight),
                    () -> check(flight.await(Deadline.none()) == closed, "another end"),
                    () -> check(flight.await(Deadline.none()) == closed, "another end"),
                    () -> flight.land(closed));
        });
    }
}
