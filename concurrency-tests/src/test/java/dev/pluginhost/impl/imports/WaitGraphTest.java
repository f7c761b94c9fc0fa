package dev.pluginhost.impl.imports;

import static dev.pluginhost.impl.imports.Race.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The wait graph")
class WaitGraphTest {

    private static final Caller ASKER = new Caller("a test");

    /** Flights that are run, each by a thread, and what they were answered when they wanted to wait for others. */
    private static final class Waiters {
        final WaitGraph graph = new WaitGraph();
        final List<List<String>> refused = Collections.synchronizedList(new ArrayList<>());

        Flight running(String name) {
            Flight flight = Flights.of(name);
            check(flight.claim(Flights.thread("runs " + name)), "claimed twice");
            return flight;
        }

        boolean enter(Flight flight, Flight... targets) {
            WaitGraph.Cycle cycle = graph.enter(flight, List.of(targets), ASKER);
            if (cycle != null) {
                refused.add(cycle.path());
            }
            return cycle == null;
        }
    }

    @Test
    @DisplayName("refuses exactly one of two waits that would close a cycle, with the path")
    void two() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Flight a = waiters.running("acme.a");
            Flight b = waiters.running("acme.b");
            Race.among(List.of(waiters, a, b), () -> waiters.enter(a, b), () -> waiters.enter(b, a));
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
            Flight a = waiters.running("acme.a");
            Flight b = waiters.running("acme.b");
            Flight c = waiters.running("acme.c");
            Race.among(
                    List.of(waiters, a, b, c),
                    () -> waiters.enter(a, b),
                    () -> waiters.enter(b, c),
                    () -> waiters.enter(c, a));
            check(waiters.refused.size() == 1, "not exactly one is refused");
        });
    }

    @Test
    @DisplayName("sees a cycle that goes over a flight which nobody runs yet")
    void overUnclaimed() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Flight a = waiters.running("acme.a");
            Flight b = waiters.running("acme.b");
            Flight needsB = Flights.of("acme.c", b);
            Race.among(List.of(waiters, a, b, needsB), () -> waiters.enter(a, needsB), () -> waiters.enter(b, a));
            check(waiters.refused.size() == 1, "not exactly one is refused");
        });
    }

    @Test
    @DisplayName("refuses nobody where there is no cycle")
    void noCycle() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Flight a = waiters.running("acme.a");
            Flight b = waiters.running("acme.b");
            Flight c = waiters.running("acme.c");
            Race.among(List.of(waiters, a, b, c), () -> waiters.enter(a, b), () -> waiters.enter(b, c));
            check(waiters.refused.isEmpty(), "refused without a cycle");
        });
    }

    @Test
    @DisplayName("refuses nobody for the sake of a flight that has landed or a wait that has ended")
    void ended() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Flight a = waiters.running("acme.a");
            Flight b = waiters.running("acme.b");
            Race.among(
                    List.of(waiters, a, b),
                    () -> {
                        if (waiters.enter(a, b)) {
                            b.await(Deadline.none());
                            waiters.graph.exit(a);
                        }
                    },
                    () -> {
                        b.land(Flights.ended("done"));
                        waiters.enter(b, a);
                    });
            // The first wait is over, or was refused because of the second: never both waits, never neither.
            check(waiters.refused.size() <= 1, "both are refused");
            waiters.graph.exit(a);
            waiters.graph.exit(b);
            check(waiters.enter(b, a), "refused though nobody waits");
        });
    }
}
