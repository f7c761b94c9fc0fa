package dev.pluginhost.impl.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pluginhost.impl.imports.Lanes.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The jobs of import threads")
class ImportThreadsTest {

    private static final int MANY = 10_000;

    private final ImportThreads threads = new ImportThreads(1, 0, ClassLoader.getSystemClassLoader());
    private final CountDownLatch go = new CountDownLatch(1);

    /** Filled by the one thread, read when it has counted down. */
    private final List<Integer> done = new ArrayList<>();

    private CountDownLatch left = new CountDownLatch(0);

    @AfterEach
    void shutDown() {
        threads.shutDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<Job> jobs(int count) {
        left = new CountDownLatch(count);
        return IntStream.range(0, count)
                .mapToObj(number -> new Job(() -> {
                    done.add(number);
                    left.countDown();
                }))
                .toList();
    }

    private void holdTheThread() {
        CountDownLatch held = new CountDownLatch(1);
        threads.enqueue(
                new Job(() -> {
                    held.countDown();
                    await(go);
                }),
                true);
        await(held);
    }

    @Test
    @DisplayName("are queued once each, ten thousand of them, however often they are asked for and raised")
    void bounded() {
        holdTheThread();
        List<Job> jobs = jobs(MANY);
        jobs.forEach(job -> threads.enqueue(job, false));
        for (int i = 0; i < 3; i++) {
            jobs.forEach(threads::raise);
        }
        assertEquals(MANY, threads.queued());
        go.countDown();
        await(left);
        assertEquals(IntStream.range(0, MANY).boxed().toList(), done);
        assertEquals(0, threads.queued());
    }

    @Test
    @DisplayName("are done before the others if they were raised, even before they were queued")
    void raised() {
        holdTheThread();
        List<Job> jobs = jobs(4);
        threads.raise(jobs.get(3));
        jobs.forEach(job -> threads.enqueue(job, false));
        threads.raise(jobs.get(2));
        go.countDown();
        await(left);
        assertEquals(List.of(3, 2, 0, 1), done);
    }

    @Test
    @DisplayName("are dropped and forgotten when the threads are shut down, and none is taken any more")
    void shutDownDrops() {
        holdTheThread();
        List<Job> jobs = jobs(3);
        threads.enqueue(jobs.get(0), false);
        threads.enqueue(jobs.get(1), true);
        threads.shutDown();
        assertEquals(0, threads.queued());
        assertFalse(threads.enqueue(jobs.get(2), true));
        assertEquals(0, threads.queued());
    }

    @Test
    @DisplayName("have one more thread while somebody waits for them, who leaves his processor, and no longer")
    void processorThatIsLeft() {
        ImportThreads sparing = new ImportThreads(1, 1, ClassLoader.getSystemClassLoader());
        try {
            CyclicBarrier together = new CyclicBarrier(2);
            CountDownLatch met = new CountDownLatch(2);
            Runnable meet = () -> {
                try {
                    together.await(30, TimeUnit.SECONDS);
                    met.countDown();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            };
            sparing.enqueue(new Job(meet), false);
            sparing.enqueue(new Job(meet), false);
            Stay one = sparing.leaveProcessor();
            Stay another = sparing.leaveProcessor();
            another.close();
            await(met);
            one.close();

            CountDownLatch held = new CountDownLatch(1);
            sparing.enqueue(
                    new Job(() -> {
                        held.countDown();
                        await(go);
                    }),
                    false);
            await(held);
            sparing.enqueue(new Job(() -> {}), false);
            assertEquals(1, sparing.queued());
            go.countDown();
        } finally {
            sparing.shutDown();
        }
    }
}
