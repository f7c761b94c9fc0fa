package dev.pluginhost.impl.state;

import static dev.pluginhost.impl.state.Race.check;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An import")
class ImportRaceTest {

    private final Outcome tooLate = Operations.ended("too late");
    private final Outcome closed = Operations.ended("closed");

    /** Counts how often it hears of the end. */
    private static final class Listener {
        private final AtomicInteger times = new AtomicInteger();
        private volatile Outcome heard;

        void hear(Import operation) {
            heard = operation.outcome();
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
            Import operation = Operations.of("acme.weather");
            Catch<Boolean> byOne = new Catch<>();
            Catch<Boolean> byOther = new Catch<>();
            Race.among(
                    List.of(operation, byOne, byOther),
                    () -> byOne.caught = operation.claim("one"),
                    () -> byOther.caught = operation.claim("other"));
            check(!byOne.caught.equals(byOther.caught), "not exactly one has claimed the operation");
            check(operation.trace().thread().equals(byOne.caught ? "one" : "other"), "run by the one that has not claimed it");
        });
    }

    @Test
    @DisplayName("that two threads end tells everybody who listens one and the same end, once")
    void listeners() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.weather");
            Listener early = new Listener();
            Listener late = new Listener();
            operation.whenOver(() -> early.hear(operation));
            Race.among(
                    List.of(operation, early, late),
                    () -> operation.finish(tooLate),
                    () -> operation.finish(closed),
                    () -> operation.whenOver(() -> late.hear(operation)));
            check(operation.outcome() == tooLate || operation.outcome() == closed, "neither end");
            early.checkHasHeard(operation.outcome());
            late.checkHasHeard(operation.outcome());
        });
    }

    @Test
    @DisplayName("tells all who begin to listen while it ends")
    void manyListeners() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.weather");
            Listener one = new Listener();
            Listener other = new Listener();
            Race.among(
                    List.of(operation, one, other),
                    () -> operation.finish(closed),
                    () -> operation.whenOver(() -> one.hear(operation)),
                    () -> operation.whenOver(() -> other.hear(operation)));
            one.checkHasHeard(closed);
            other.checkHasHeard(closed);
        });
    }

    @Test
    @DisplayName("is ready once, when both its prerequisites have ended, in whatever order they do while it asks")
    void arm() {
        Race.inManyOrders(() -> {
            Import one = Operations.of("acme.one");
            Import other = Operations.of("acme.other");
            Import operation = Operations.of("acme.weather", one, other);
            AtomicInteger ready = new AtomicInteger();
            Race.among(
                    List.of(one, other, operation, ready),
                    () -> operation.whenReady(() -> {
                        check(operation.pending().isEmpty(), "ready before its prerequisites have ended");
                        ready.incrementAndGet();
                    }),
                    () -> one.finish(closed),
                    () -> other.finish(tooLate));
            check(ready.get() == 1, "not ready exactly once");
        });
    }

    @Test
    @DisplayName("on the way of another one makes both ready, each once, the other one after it")
    void chain() {
        Race.inManyOrders(() -> {
            Import first = Operations.of("acme.a");
            Import second = Operations.of("acme.b", first);
            Import third = Operations.of("acme.c", second, first);
            AtomicInteger secondReady = new AtomicInteger();
            AtomicInteger thirdReady = new AtomicInteger();
            Race.among(
                    List.of(first, second, third, secondReady, thirdReady),
                    () -> second.whenReady(() -> {
                        secondReady.incrementAndGet();
                        second.finish(closed);
                    }),
                    () -> third.whenReady(() -> {
                        check(second.isOver(), "ready before its prerequisite");
                        thirdReady.incrementAndGet();
                    }),
                    () -> first.finish(closed));
            check(secondReady.get() == 1 && thirdReady.get() == 1, "not each ready exactly once");
        });
    }

    @Test
    @DisplayName("wakes those who wait for it, with its end")
    void await() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.weather");
            Race.among(
                    List.of(operation),
                    () -> check(operation.await(Deadline.none()) && operation.outcome() == closed, "another end"),
                    () -> check(operation.await(Deadline.none()) && operation.outcome() == closed, "another end"),
                    () -> operation.finish(closed));
        });
    }
}
