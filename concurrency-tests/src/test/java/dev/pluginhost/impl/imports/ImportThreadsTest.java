package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.impl.imports.Lanes.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The queue of the import threads")
class ImportThreadsTest {

    /** Import threads, and in which order they have run the jobs. */
    private static final class Queue implements AutoCloseable {
        final ImportThreads threads;
        final List<String> run = Collections.synchronizedList(new ArrayList<>());

        Queue(int count) {
            threads = new ImportThreads(count, 0, ImportThreadsTest.class.getClassLoader());
        }

        Job job(String name) {
            return new Job(() -> run.add(name));
        }

        /** Keeps an import thread busy until the gate is opened; returns when it is. */
        void occupy(CountDownLatch gate) {
            CountDownLatch busy = new CountDownLatch(1);
            enqueue(
                    new Job(() -> {
                        busy.countDown();
                        await(gate);
                    }),
                    true);
            await(busy);
        }

        void enqueue(Job job, boolean urgent) {
            assertTrue(threads.enqueue(job, urgent));
        }

        /** Waits for all that was queued before: it is more urgent than this. */
        void awaitEmpty() {
            CountDownLatch last = new CountDownLatch(1);
            enqueue(new Job(last::countDown), false);
            await(last);
        }

        private static void await(CountDownLatch latch) {
            try {
                assertTrue(latch.await(1, TimeUnit.MINUTES), "a job was never run");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            threads.shutDown();
            try {
                assertTrue(threads.awaitEnd(Duration.ofMinutes(1)), "an import thread does not end");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    @DisplayName("has each job run once, though it is raised by two while it is queued and taken")
    void once() {
        Race.often(() -> {
            try (Queue queue = new Queue(1)) {
                Job a = queue.job("a");
                Job b = queue.job("b");
                Job c = queue.job("c");
                Race.among(
                        List.of(),
                        () -> {
                            queue.enqueue(a, false);
                            queue.enqueue(b, false);
                            queue.enqueue(c, false);
                        },
                        () -> {
                            queue.threads.raise(c);
                            queue.threads.raise(a);
                            queue.threads.raise(b);
                        },
                        () -> {
                            queue.threads.raise(b);
                            queue.threads.raise(c);
                            queue.threads.raise(a);
                        });
                queue.awaitEmpty();
                assertEquals(List.of("a", "b", "c"), queue.run.stream().sorted().toList());
            }
        });
    }

    @Test
    @DisplayName("has a job that was raised run before those in the background, whether it was queued before or after")
    void raisedFirst() {
        Race.often(() -> {
            try (Queue queue = new Queue(1)) {
                CountDownLatch gate = new CountDownLatch(1);
                queue.occupy(gate);
                Job raised = queue.job("raised");
                Race.among(
                        List.of(),
                        () -> {
                            queue.enqueue(queue.job("background"), false);
                            queue.enqueue(raised, false);
                        },
                        () -> queue.enqueue(queue.job("background"), false),
                        () -> queue.threads.raise(raised));
                gate.countDown();
                queue.awaitEmpty();
                assertEquals(List.of("raised", "background", "background"), queue.run);
            }
        });
    }

    @Test
    @DisplayName("refuses a job that is too late for the end, or else has it run or dropped, never run twice")
    void shutDown() {
        Race.often(() -> {
            List<String> run;
            try (Queue queue = new Queue(1)) {
                Job job = queue.job("job");
                run = queue.run;
                Race.among(
                        List.of(),
                        () -> queue.threads.enqueue(job, false),
                        () -> queue.threads.raise(job),
                        queue.threads::shutDown);
                assertTrue(!queue.threads.enqueue(queue.job("late"), true), "taken though it is shut down");
            }
            assertTrue(run.isEmpty() || run.equals(List.of("job")), run.toString());
        });
    }
}
