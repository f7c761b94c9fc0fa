package dev.pluginhost.impl.state;

import static dev.pluginhost.impl.state.Race.check;

import dev.pluginhost.impl.state.Operation.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("An import")
class ImportRaceTest {

    private final Outcome timeout = Operations.failed("timeout");
    private final Outcome closed = Operations.failed("closed");

    /** Counts how often it runs, and reads the outcome. */
    private static final class Listener implements Runnable {
        private final Import operation;
        private final AtomicInteger times = new AtomicInteger();
        private volatile Outcome read;

        Listener(Import operation) {
            this.operation = operation;
        }

        @Override
        public void run() {
            read = operation.outcome();
            times.incrementAndGet();
        }

        void checkHasRead(Outcome end) {
            check(times.get() == 1, "a listener has not run exactly once");
            check(read == end, "a listener has read another outcome");
        }
    }

    @Test
    @DisplayName("is claimed by exactly one of the threads that want to run it")
    void claim() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.weather");
            Catch<Thread> one = new Catch<>();
            Catch<Thread> other = new Catch<>();
            Race.among(
                    List.of(operation, one, other),
                    () -> one.caught = operation.claim("one") ? Thread.currentThread() : null,
                    () -> other.caught = operation.claim("other") ? Thread.currentThread() : null);
            check((one.caught == null) != (other.caught == null), "not exactly one thread has claimed the import");
            boolean byOne = one.caught != null;
            check(
                    operation.thread() == (byOne ? one.caught : other.caught),
                    "run by the thread that has not claimed it");
            check(
                    operation.ended(Optional.empty()).thread().equals(byOne ? "one" : "other"),
                    "the name of the other thread");
        });
    }

    @Test
    @DisplayName("that two threads end has one outcome, with which each listener runs once")
    void listeners() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.weather");
            Listener early = new Listener(operation);
            Listener late = new Listener(operation);
            operation.whenOver(early);
            Race.among(
                    List.of(operation, early, late),
                    () -> operation.finish(timeout),
                    () -> operation.finish(closed),
                    () -> operation.whenOver(late));
            Outcome outcome = operation.outcome();
            check(outcome == timeout || outcome == closed, "neither outcome");
            early.checkHasRead(outcome);
            late.checkHasRead(outcome);
        });
    }

    @Test
    @DisplayName("runs all listeners that are registered while it ends")
    void manyListeners() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.weather");
            Listener one = new Listener(operation);
            Listener other = new Listener(operation);
            Race.among(
                    List.of(operation, one, other),
                    () -> operation.finish(closed),
                    () -> operation.whenOver(one),
                    () -> operation.whenOver(other));
            one.checkHasRead(closed);
            other.checkHasRead(closed);
        });
    }

    @Test
    @DisplayName(
            "runs a listener that is forgotten while it ends at most once, and one that was forgotten before it ends never")
    void forget() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.weather");
            Listener forgotten = new Listener(operation);
            Listener kept = new Listener(operation);
            operation.whenOver(forgotten);
            operation.whenOver(kept);
            AtomicInteger over = new AtomicInteger(-1);
            Race.among(List.of(operation, forgotten, kept, over), () -> operation.finish(closed), () -> {
                operation.forget(forgotten);
                over.set(operation.isOver() ? 1 : 0);
            });
            kept.checkHasRead(closed);
            check(forgotten.times.get() <= over.get(), "run twice, or though it was forgotten before the end");
        });
    }

    @Test
    @DisplayName("is ready once, when both its prerequisites have ended, in whatever order they end while it asks")
    void whenReady() {
        Race.inManyOrders(() -> {
            Import one = Operations.of("acme.one");
            Import other = Operations.of("acme.other");
            Import operation = Operations.of("acme.weather", one, other);
            AtomicInteger ready = new AtomicInteger();
            Race.among(
                    List.of(one, other, operation, ready),
                    () -> operation.whenReady(() -> {
                        check(operation.needs().isEmpty(), "ready before its prerequisites have ended");
                        ready.incrementAndGet();
                    }),
                    () -> one.finish(closed),
                    () -> other.finish(timeout));
            check(ready.get() == 1, "not ready exactly once");
        });
    }

    @Test
    @DisplayName("makes the imports that require it ready, each once and after those that it requires itself")
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
    @DisplayName("wakes the threads that wait for it, and they see its outcome")
    void await() {
        Race.inManyOrders(() -> {
            Import operation = Operations.of("acme.weather");
            Race.Racer waiter =
                    () -> check(operation.await(Deadline.none()) && operation.outcome() == closed, "another outcome");
            Race.among(List.of(operation), waiter, waiter, () -> operation.finish(closed));
        });
    }
}
