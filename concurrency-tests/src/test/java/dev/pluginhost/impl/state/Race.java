package dev.pluginhost.impl.state;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckSettings;

/**
 * Runs races. A round is a race with the code before and after it. It is repeated, with threads that a model checker schedules
 * ({@link #inManyOrders}) or that run freely ({@link #often}).
 */
public final class Race {

    private static final int SCHEDULED_ROUNDS = 40;
    private static final int FREE_ROUNDS = 20_000;
    private static final int AT_LEAST = 1_000;

    /** This time is enough, if there were {@link #AT_LEAST} rounds. */
    private static final long FREE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A thread that repeats a loop more often is taken to wait for another thread. The longest loop has forty rounds. */
    private static final int LOOP_BOUND = 100;

    /** A loop that is longer counts as a hang. */
    private static final int HANG_BOUND = 1000;

    private static final int RECURSION_BOUND = 20;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "racer");
        thread.setDaemon(true);
        return thread;
    });

    /** Whether Lincheck schedules the threads. Set by the one test that runs. */
    private static volatile boolean scheduled;

    /** The work of one thread. */
    public interface Racer {
        void race() throws Exception;
    }

    /** Not a plain thread with a task: on some JDKs Lincheck does not see what such a thread does. */
    private static final class RacerThread extends Thread {
        private final Racer racer;

        /** Never read: see {@link #among}. */
        @SuppressWarnings("unused")
        private final Object[] shared;

        private volatile Throwable failure;

        RacerThread(Racer racer, List<?> shared) {
            this.racer = racer;
            this.shared = shared.toArray();
        }

        @Override
        public void run() {
            try {
                racer.race();
            } catch (Throwable thrown) { // reported by the thread that waits for the race
                failure = thrown;
            }
        }
    }

    private Race() {}

    /**
     * Repeats a round in many orders of events, which Lincheck's model checker chooses. If a round fails or hangs, the report lists the
     * events. Lincheck instruments all that a round does, so keep rounds small. It cannot schedule the threads of pools.
     *
     * <p>With {@code pluginhost.hammer.seconds} there are as many more rounds as fit into a thirtieth of that time, as there are many tests.
     */
    public static void inManyOrders(Runnable round) {
        scheduled = true;
        try {
            long begin = System.nanoTime();
            exploreFirst(round);
            long nanos = System.nanoTime() - begin;
            long more = hammerNanos() / 30 / (nanos / SCHEDULED_ROUNDS);
            if (more > SCHEDULED_ROUNDS) {
                explore((int) Math.min(more, Integer.MAX_VALUE), round);
            }
        } finally {
            scheduled = false;
        }
    }

    /**
     * A round counts as hung after 30 s. The first round also loads and instruments classes, which may take as long on a busy machine. So
     * it is tried three times: then the classes are instrumented, and code that hangs does so each time. Lincheck stops threads that count
     * as hung. The class that takes the longest to initialise is initialised before, as it could never be used after such a stop.
     */
    private static void exploreFirst(Runnable round) {
        Operations.of("acme.a");
        for (int attempt = 1; ; attempt++) {
            try {
                explore(SCHEDULED_ROUNDS, round);
                return;
            } catch (AssertionError failure) {
                if (attempt == 3 || !String.valueOf(failure.getMessage()).contains("has hung")) {
                    throw failure;
                }
            }
        }
    }

    private static void explore(int rounds, Runnable round) {
        LincheckSettings settings = new LincheckSettings(false, LOOP_BOUND, HANG_BOUND, RECURSION_BOUND);
        // The public method of this kind has the default settings only.
        Lincheck.runConcurrentTestInternal$lincheck(rounds, settings, round);
    }

    /** Repeats a round with free threads: many times, and for a tenth of {@code pluginhost.hammer.seconds} if that is longer. */
    public static void often(Runnable round) {
        long begin = System.nanoTime();
        for (int played = 0; ; played++) {
            long nanos = System.nanoTime() - begin;
            boolean enough = played >= FREE_ROUNDS || (played >= AT_LEAST && nanos > FREE_NANOS);
            if (enough && nanos > hammerNanos() / 10) {
                return;
            }
            round.run();
        }
    }

    private static long hammerNanos() {
        return TimeUnit.SECONDS.toNanos(Integer.getInteger("pluginhost.hammer.seconds", 0));
    }

    /**
     * Runs each racer on a thread of its own, and returns when all have ended. To be called in a round.
     *
     * @param shared all objects that more than one racer uses. Lincheck takes an object that only lambdas hold to be confined to one thread,
     *     and does not switch threads where it is used
     */
    public static void among(List<?> shared, Racer... racers) {
        if (scheduled) {
            amongScheduled(shared, racers);
        } else {
            amongFree(racers);
        }
    }

    private static void amongScheduled(List<?> shared, Racer... racers) {
        RacerThread[] threads = new RacerThread[racers.length];
        for (int i = 0; i < racers.length; i++) {
            threads[i] = new RacerThread(racers[i], shared);
        }
        // Lincheck sees the start and the join of a Thread, but not if the static type is a subclass.
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        for (RacerThread thread : threads) {
            if (thread.failure != null) {
                throw new AssertionError("A racer failed: " + thread.failure, thread.failure);
            }
        }
    }

    @SuppressWarnings(
            "ThreadPriorityCheck") // not relied on: it makes the racers begin at the same moment, sooner or later
    private static void amongFree(Racer... racers) {
        AtomicInteger missing = new AtomicInteger(racers.length);
        List<Future<?>> runs = new ArrayList<>();
        for (Racer racer : racers) {
            runs.add(THREADS.submit(() -> {
                missing.decrementAndGet();
                while (missing.get() > 0) {
                    Thread.yield(); // a latch would wake one after the other
                }
                racer.race();
                return racer;
            }));
        }
        for (Future<?> run : runs) {
            try {
                run.get(1, TimeUnit.MINUTES);
            } catch (ExecutionException e) {
                throw new AssertionError("A racer failed: " + e.getCause(), e.getCause());
            } catch (Exception e) {
                throw new AssertionError("A racer does not end", e);
            }
        }
    }

    /** An assertion without all that those of JUnit do, which Lincheck would instrument. */
    public static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
