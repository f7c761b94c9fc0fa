package dev.pluginhost.impl.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.Operations;
import dev.pluginhost.impl.state.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The queue of the import threads")
class ImportThreadsTest {

    /** Import threads, and the imports in the order in which they have run them. */
    private static final class Queue implements AutoCloseable {
        final ImportThreads threads;

        /** What an import does; the others are added to {@link #run}. */
        final Map<Import, Runnable> work = new ConcurrentHashMap<>();

        final List<String> run = Collections.synchronizedList(new ArrayList<>());

        Queue(int count) {
            threads = new ImportThreads(
                    count, 0, ImportThreadsTest.class.getClassLoader(), (operation, thread) -> run(operation));
        }

        private void run(Import operation) {
            Runnable own = work.get(operation);
            if (own == null) {
                run.add(operation.name());
            } else {
                own.run();
            }
        }

        Import operation(String name) {
            return Operations.of(name, Urgency.BACKGROUND);
        }

        private Import working(Urgency urgency, Runnable task) {
            Import operation = Operations.of("acme.weather", urgency);
            work.put(operation, task);
            return operation;
        }

        /** Keeps an import thread busy until the gate is opened; returns when it is. */
        void occupy(CountDownLatch gate) {
            CountDownLatch busy = new CountDownLatch(1);
            enqueue(working(Urgency.NESTED, () -> {
                busy.countDown();
                await(gate);
            }));
            await(busy);
        }

        void enqueue(Import operation) {
            assertTrue(threads.enqueue(operation));
        }

        /** Waits for all that was queued before: it is more urgent than this. */
        void awaitEmpty() {
            CountDownLatch last = new CountDownLatch(1);
            enqueue(working(Urgency.BACKGROUND, last::countDown));
            await(last);
        }

        private static void await(CountDownLatch latch) {
            try {
                assertTrue(latch.await(1, TimeUnit.MINUTES), "an import was never run");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            threads.stop();
            try {
                assertTrue(threads.awaitEnd(Duration.ofMinutes(1)), "an import thread does not end");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    @DisplayName("runs each import once, though two threads raise it while it is queued and taken")
    void once() {
        Race.often(() -> {
            try (Queue queue = new Queue(1)) {
                Import a = queue.operation("acme.a");
                Import b = queue.operation("acme.b");
                Import c = queue.operation("acme.c");
                Race.among(
                        List.of(),
                        () -> {
                            queue.enqueue(a);
                            queue.enqueue(b);
                            queue.enqueue(c);
                        },
                        () -> {
                            queue.threads.raise(c, Urgency.AWAITED);
                            queue.threads.raise(a, Urgency.AWAITED);
                            queue.threads.raise(b, Urgency.AWAITED);
                        },
                        () -> {
                            queue.threads.raise(b, Urgency.AWAITED);
                            queue.threads.raise(c, Urgency.AWAITED);
                            queue.threads.raise(a, Urgency.AWAITED);
                        });
                queue.awaitEmpty();
                assertEquals(
                        List.of("acme.a", "acme.b", "acme.c"),
                        queue.run.stream().sorted().toList());
            }
        });
    }

    @Test
    @DisplayName("runs an import that was raised before those in the background, whether it was queued before or after")
    void raisedFirst() {
        Race.often(() -> {
            try (Queue queue = new Queue(1)) {
                CountDownLatch gate = new CountDownLatch(1);
                queue.occupy(gate);
                Import raised = queue.operation("acme.one");
                Race.among(
                        List.of(),
                        () -> {
                            queue.enqueue(queue.operation("acme.other"));
                            queue.enqueue(raised);
                        },
                        () -> queue.enqueue(queue.operation("acme.other")),
                        () -> queue.threads.raise(raised, Urgency.AWAITED));
                gate.countDown();
                queue.awaitEmpty();
                assertEquals(List.of("acme.one", "acme.other", "acme.other"), queue.run);
            }
        });
    }

    @Test
    @DisplayName("runs or drops an import that is queued while it is shut down, and refuses one that comes later")
    void shutDown() {
        Race.often(() -> {
            List<String> run;
            try (Queue queue = new Queue(1)) {
                Import job = queue.operation("acme.one");
                run = queue.run;
                Race.among(
                        List.of(),
                        () -> queue.threads.enqueue(job),
                        () -> queue.threads.raise(job, Urgency.AWAITED),
                        queue.threads::stop);
                assertTrue(!queue.threads.enqueue(queue.operation("acme.other")), "taken though it is shut down");
            }
            assertTrue(run.isEmpty() || run.equals(List.of("acme.one")), run.toString());
        });
    }

    @Test
    @DisplayName("keeps an import in the queue of its urgency only, though two threads raise it at the same time")
    void raisedTwice() {
        Race.inManyOrders(() -> {
            ImportThreads threads =
                    new ImportThreads(0, 0, ClassLoader.getSystemClassLoader(), (operation, thread) -> {});
            Import raised = Operations.of("acme.one", Urgency.BACKGROUND);
            Import other = Operations.of("acme.other", Urgency.AWAITED);
            threads.enqueue(raised);
            Race.among(
                    List.of(threads, raised, other),
                    () -> threads.raise(raised, Urgency.AWAITED),
                    () -> threads.raise(raised, Urgency.NESTED),
                    () -> threads.enqueue(other));
            Race.check(threads.queued() == 2, "in two queues, or in none");
            Race.check(threads.poll() == raised && threads.poll() == other, "not in the order of urgency");
        });
    }
}
