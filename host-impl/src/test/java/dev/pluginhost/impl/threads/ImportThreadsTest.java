package dev.pluginhost.impl.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.TestImports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Queued imports")
class ImportThreadsTest {

    private static final int MANY = 10_000;

    /** What an import does; those that are not in it are added to {@link #done}. */
    private final Map<Import, Consumer<ImportThread>> work = new ConcurrentHashMap<>();

    private final ImportThreads threads = threads(1, 0);
    private final CountDownLatch go = new CountDownLatch(1);

    /** Filled by the one thread, read when it has counted down. */
    private final List<Import> done = new ArrayList<>();

    private CountDownLatch left = new CountDownLatch(0);

    private ImportThreads threads(int count, int spare) {
        return new ImportThreads(count, spare, ClassLoader.getSystemClassLoader(), (operation, thread) -> {
            thread.begin(operation);
            try {
                Consumer<ImportThread> own = work.get(operation);
                if (own != null) {
                    own.accept(thread);
                } else {
                    done.add(operation);
                    left.countDown();
                }
            } finally {
                thread.endLast();
            }
        });
    }

    @AfterEach
    void shutDown() {
        go.countDown();
        threads.stop();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "no import has come");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // as code of a plugin may
            }
        }
    }

    private List<Import> imports(int count) {
        left = new CountDownLatch(count);
        return IntStream.range(0, count)
                .mapToObj(number -> TestImports.of("acme.p" + number, Urgency.BACKGROUND))
                .toList();
    }

    private Import working(Consumer<ImportThread> task) {
        Import operation = TestImports.of("acme.working", Urgency.AWAITED);
        work.put(operation, task);
        return operation;
    }

    private void holdAThread(ImportThreads of) {
        CountDownLatch held = new CountDownLatch(1);
        of.enqueue(working(thread -> {
            held.countDown();
            await(go);
        }));
        await(held);
    }

    private static int queued(ImportThreads of) {
        synchronized (of.lock) {
            return of.queued();
        }
    }

    @Test
    @DisplayName("are queued once each, ten thousand of them, however often they are raised")
    void bounded() {
        holdAThread(threads);
        List<Import> imports = imports(MANY);
        imports.forEach(threads::enqueue);
        for (int i = 0; i < 3; i++) {
            imports.forEach(each -> threads.raise(each, Urgency.AWAITED));
        }
        assertEquals(MANY, queued(threads));
        go.countDown();
        await(left);
        assertEquals(imports, done);
        assertEquals(0, queued(threads));
    }

    @Test
    @DisplayName(
            "run before the others if they were raised, even before they were queued, and those within an import first")
    void raised() {
        holdAThread(threads);
        List<Import> imports = imports(5);
        threads.raise(imports.get(3), Urgency.AWAITED);
        imports.forEach(threads::enqueue);
        threads.raise(imports.get(2), Urgency.AWAITED);
        threads.raise(imports.get(4), Urgency.NESTED);
        threads.raise(imports.get(4), Urgency.AWAITED);
        go.countDown();
        await(left);
        assertEquals(
                List.of("acme.p4", "acme.p3", "acme.p2", "acme.p0", "acme.p1"),
                done.stream().map(Import::name).toList());
    }

    @Test
    @DisplayName("are dropped when the threads are shut down, and none is taken any more")
    void shutDownDrops() {
        holdAThread(threads);
        List<Import> imports = imports(3);
        threads.enqueue(imports.get(0));
        threads.enqueue(imports.get(1));
        threads.stop();
        assertEquals(0, queued(threads));
        assertFalse(threads.enqueue(imports.get(2)));
        assertEquals(0, queued(threads));
    }

    @Test
    @DisplayName("have one more thread while an application thread waits for them, and no longer")
    void processorThatIsLeft() {
        ImportThreads sparing = threads(1, 1);
        try {
            CyclicBarrier together = new CyclicBarrier(2);
            CountDownLatch met = new CountDownLatch(2);
            Consumer<ImportThread> meet = thread -> {
                try {
                    together.await(30, TimeUnit.SECONDS);
                    met.countDown();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            };
            sparing.enqueue(working(meet));
            sparing.enqueue(working(meet));
            sparing.beginWait();
            sparing.beginWait();
            sparing.endWait();
            await(met);
            sparing.endWait();

            holdAThread(sparing);
            sparing.enqueue(working(thread -> {}));
            assertEquals(1, queued(sparing));
            go.countDown();
        } finally {
            sparing.stop();
        }
    }

    @Test
    @DisplayName("have one more thread while a thread waits within an import, a hundred deep, and no longer")
    void lentPlaces() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        nest(100, end);
        await(end);
        holdAThread(threads);
        threads.enqueue(imports(1).get(0));
        assertEquals(1, queued(threads));
        go.countDown();
        await(left);
        threads.stop();
        assertTrue(threads.awaitEnd(Duration.ofSeconds(30)));
    }

    /** Runs an import that waits for another one, and so on. */
    private void nest(int depth, CountDownLatch end) {
        threads.enqueue(working(thread -> {
            thread.setClean(false);
            if (depth > 0) {
                CountDownLatch inner = new CountDownLatch(1);
                assertTrue(threads.lend(thread));
                nest(depth - 1, inner);
                await(inner);
            }
            end.countDown();
        }));
    }

    @Test
    @DisplayName("have a fresh thread in the place of one that is stuck, which close does not wait for")
    void stuck() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        Import hanging = working(thread -> {
            stuck.countDown();
            awaitUninterruptibly(go);
        });
        threads.enqueue(hanging);
        await(stuck);
        Import next = imports(1).get(0);
        threads.enqueue(next);
        ImportThread thread = (ImportThread) threads.alive.iterator().next();
        assertTrue(threads.setAside(thread, hanging));
        await(left);
        threads.stop();
        assertTrue(threads.awaitEnd(Duration.ofDays(1)), "only the stuck thread is left");
    }

    @Test
    @DisplayName("are not interrupted by an interrupt that was meant for the one before")
    void interrupts() {
        CountDownLatch interrupted = new CountDownLatch(1);
        Import[] first = new Import[1];
        first[0] = working(thread -> {
            thread.interruptIfAt(first[0]);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            thread.interruptIfAt(first[0]);
            while (!thread.isInterrupted()) {
                Thread.onSpinWait();
            }
        });
        CountDownLatch second = new CountDownLatch(1);
        Import next = working(thread -> {
            if (thread.isInterrupted()) {
                throw new AssertionError("interrupted");
            }
            second.countDown();
        });
        threads.enqueue(first[0]);
        threads.enqueue(next);
        await(interrupted);
        await(second);
    }

    @Test
    @DisplayName("are interrupted after one that their thread has run within them, if their time is over by then")
    void interruptedAfterANestedOne() {
        Import inner = TestImports.of("acme.inner", Urgency.NESTED);
        CountDownLatch interrupted = new CountDownLatch(1);
        Import[] outer = new Import[1];
        outer[0] = working(thread -> {
            thread.begin(inner);
            TestImports.fail(outer[0]);
            thread.endLast();
            if (thread.isInterrupted()) {
                interrupted.countDown();
            }
        });
        threads.enqueue(outer[0]);
        await(interrupted);
    }
}
