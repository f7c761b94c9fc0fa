package dev.pluginhost.impl.wait;

import static dev.pluginhost.impl.state.Race.check;

import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Operations;
import dev.pluginhost.impl.state.Race;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("The wait graph")
class WaitGraphTest {

    /** Imports that run, and the waits of theirs that were refused. */
    private static final class Waiters {
        final WaitGraph graph = new WaitGraph();
        final List<List<String>> refused = Collections.synchronizedList(new ArrayList<>());

        Import running(String name) {
            Import operation = Operations.of(name);
            check(operation.claim("runs " + name), "claimed twice");
            return operation;
        }

        boolean enter(Import operation, Import... targets) {
            WaitGraph.Cycle cycle = graph.enter(operation, List.of(targets), Operations.CALLER);
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
            Import a = waiters.running("acme.a");
            Import b = waiters.running("acme.b");
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
            Import a = waiters.running("acme.a");
            Import b = waiters.running("acme.b");
            Import c = waiters.running("acme.c");
            Race.among(
                    List.of(waiters, a, b, c),
                    () -> waiters.enter(a, b),
                    () -> waiters.enter(b, c),
                    () -> waiters.enter(c, a));
            check(waiters.refused.size() == 1, "not exactly one is refused");
        });
    }

    @Test
    @DisplayName("sees a cycle through an import that no thread runs yet")
    void overUnclaimed() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Import a = waiters.running("acme.a");
            Import b = waiters.running("acme.b");
            Import needsB = Operations.of("acme.c", b);
            Race.among(List.of(waiters, a, b, needsB), () -> waiters.enter(a, needsB), () -> waiters.enter(b, a));
            check(waiters.refused.size() == 1, "not exactly one is refused");
        });
    }

    @Test
    @DisplayName("refuses no wait where there is no cycle")
    void noCycle() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Import a = waiters.running("acme.a");
            Import b = waiters.running("acme.b");
            Import c = waiters.running("acme.c");
            Race.among(List.of(waiters, a, b, c), () -> waiters.enter(a, b), () -> waiters.enter(b, c));
            check(waiters.refused.isEmpty(), "refused without a cycle");
        });
    }

    @Test
    @DisplayName("refuses no wait because of an import that is over or a wait that has ended")
    void ended() {
        Race.inManyOrders(() -> {
            Waiters waiters = new Waiters();
            Import a = waiters.running("acme.a");
            Import b = waiters.running("acme.b");
            Race.among(
                    List.of(waiters, a, b),
                    () -> {
                        if (waiters.enter(a, b)) {
                            b.await(Deadline.none());
                            waiters.graph.exit(a);
                        }
                    },
                    () -> {
                        Operations.end(b, Operations.failed("done"));
                        waiters.enter(b, a);
                    });
            // The first wait is over, or was refused because of the second: never both waits, never neither.
            check(waiters.refused.size() <= 1, "both are refused");
            waiters.graph.exit(a);
            waiters.graph.exit(b);
            check(waiters.enter(b, a), "refused though no other import waits");
        });
    }

    @Test
    @DisplayName("does not search beyond an import that is over, though its own wait has not been ended yet")
    void beyondEnded() {
        Waiters waiters = new Waiters();
        Import a = waiters.running("acme.a");
        Import b = waiters.running("acme.b");
        Import c = waiters.running("acme.c");
        check(waiters.enter(a, b) && waiters.enter(b, c), "refused without a cycle");
        Operations.end(b, Operations.failed("done"));
        check(waiters.enter(c, a), "refused because of an import that is over");
    }
}
