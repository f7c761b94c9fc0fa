package dev.pluginhost.impl.imports;

import static dev.pluginhost.impl.imports.Race.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The wait graph")
class WaitGraphTest {

    /** Threads that run a flight each, and what they were answered when they wanted to wait for another one. */
    private static final class Waiters {
        final WaitGraph graph = new WaitGraph();
        final List<List<String>> refused = Collections.synchronizedList(new ArrayList<>());

        ImportThread running(Flight flight) {
            ImportThread thread = Flights.thread("runs " + flight.name());
            check(flight.claim(thread), "claimed twice");
            thread.begin(flight);
            return thread;
        }

        boolean enter(ImportThread thread, Flight flight, Flight target) {
            List<String> cycle = graph.enter(thread, flight, target);
            if (!cycle.isEmpty()) {
                refused.add(cycle);
            }
            return cycle.isEmpty();
        }

        void enter(ImportThread thread, Flight flight) {
            enter(thread, flight, flight);
        }
    }

    @Test
    @DisplayName("refuses exactly one of two waits that would close a cycle, with the path")
    void two() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Flight a = Flights.of("acme.a");
            Flight b = Flights.of("acme.b");
            ImportThread runsA = waiters.running(a);
            ImportThread runsB = waiters.running(b);
            Race.among(
                    List.of(waiters, a, b, runsA, runsB), () -> waiters.enter(runsA, b), () -> waiters.enter(runsB, a));
            check(waiters.refused.size() == 1, "not exactly one is refused");
            List<String> path = waiters.refused.get(0);
            check(
                    path.size() == 3
                            && path.get(0).equals(path.get(2))
                            && !path.get(0).equals(path.get(1)),
                    "another path");
        });
    }

    @Test
    @DisplayName("refuses exactly one of three waits that would close a cycle")
    void three() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Flight a = Flights.of("acme.a");
            Flight b = Flights.of("acme.b");
            Flight c = Flights.of("acme.c");
            ImportThread runsA = waiters.running(a);
            ImportThread runsB = waiters.running(b);
            ImportThread runsC = waiters.running(c);
            Race.among(
                    List.of(waiters, a, b, c, runsA, runsB, runsC),
                    () -> waiters.enter(runsA, b),
                    () -> waiters.enter(runsB, c),
                    () -> waiters.enter(runsC, a));
            check(waiters.refused.size() == 1, "not exactly one is refused");
        });
    }

    @Test
    @DisplayName("sees a cycle that goes over a flight which nobody runs yet")
    void overUnclaimed() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Flight a = Flights.of("acme.a");
            Flight b = Flights.of("acme.b");
            Flight needsB = Flights.of("acme.c", b);
            ImportThread runsA = waiters.running(a);
            ImportThread runsB = waiters.running(b);
            Race.among(
                    List.of(waiters, a, b, needsB, runsA, runsB),
                    () -> waiters.enter(runsA, b, needsB),
                    () -> waiters.enter(runsB, a));
            check(waiters.refused.size() == 1, "not exactly one is refused");
        });
    }

    @Test
    @DisplayName("refuses nobody where there is no cycle")
    void noCycle() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Flight a = Flights.of("acme.a");
            Flight b = Flights.of("acme.b");
            Flight c = Flights.of("acme.c");
            ImportThread runsA = waiters.running(a);
            ImportThread runsB = waiters.running(b);
            waiters.running(c);
            Race.among(
                    List.of(waiters, a, b, c, runsA, runsB),
                    () -> waiters.enter(runsA, b),
                    () -> waiters.enter(runsB, c));
            check(waiters.refused.isEmpty(), "refused without a cycle");
        });
    }

    @Test
    @DisplayName("refuses nobody for the sake of a flight that has landed or a wait that has ended")
    void ended() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Flight a = Flights.of("acme.a");
            Flight b = Flights.of("acme.b");
            ImportThread runsA = waiters.running(a);
            ImportThread runsB = waiters.running(b);
            Race.among(
                    List.of(waiters, a, b, runsA, runsB),
                    () -> {
                        if (waiters.enter(runsA, b, b)) {
                            b.await();
                            waiters.graph.exit(runsA);
                        }
                    },
                    () -> {
                        b.land(Flights.ended("done"));
                        waiters.enter(runsB, a);
                    });
            // The first wait is over, or was refused because of the second: never both waits, never neither.
            check(waiters.refused.size() <= 1, "both are refused");
            waiters.graph.exit(runsA);
            waiters.graph.exit(runsB);
            check(waiters.enter(runsB, a, a), "refused though nobody waits");
        });
    }
}
