package dev.pluginhost.impl.state;

import static dev.pluginhost.impl.state.Race.check;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A race that is scheduled")
class RaceTest {

    /** Not thread-safe. */
    private static final class Counter {
        int count;

        void increment() {
            count++;
        }
    }

    @Test
    @DisplayName("finds the order in which an update is lost")
    void lostUpdate() {
        assertThrows(
                AssertionError.class,
                () -> Race.inManyOrders(() -> {
                    Counter counter = new Counter();
                    Race.among(List.of(counter), counter::increment, counter::increment);
                    check(counter.count == 2, "an update is lost");
                }));
    }

    @Test
    @DisplayName("finds it after a loop of forty rounds, too")
    void lostUpdateAfterLoop() {
        assertThrows(
                AssertionError.class,
                () -> Race.inManyOrders(() -> {
                    Stripes stripes = new Stripes();
                    Counter counter = new Counter();
                    Race.among(List.of(counter, stripes), counter::increment, () -> {
                        for (String name : Operations.MANY) {
                            stripes.lock(name).unlock();
                        }
                        counter.increment();
                    });
                    check(counter.count == 2, "an update is lost");
                }));
    }

    @Test
    @DisplayName("finds the order in which two locks are taken crosswise")
    void deadlock() {
        assertThrows(
                AssertionError.class,
                () -> Race.inManyOrders(() -> {
                    Counter one = new Counter();
                    Counter other = new Counter();
                    Race.among(List.of(one, other), () -> incrementBoth(one, other), () -> incrementBoth(other, one));
                }));
    }

    private static void incrementBoth(Counter first, Counter second) {
        synchronized (first) {
            synchronized (second) {
                first.increment();
                second.increment();
            }
        }
    }

    @Test
    @DisplayName("finds nothing where updates exclude each other")
    void noLostUpdate() {
        Race.inManyOrders(() -> {
            ReentrantLock lock = new ReentrantLock();
            Counter counter = new Counter();
            Race.Racer racer = () -> {
                lock.lock();
                try {
                    counter.increment();
                } finally {
                    lock.unlock();
                }
            };
            Race.among(List.of(counter, lock), racer, racer);
            check(counter.count == 2, "an update is lost");
        });
    }
}
