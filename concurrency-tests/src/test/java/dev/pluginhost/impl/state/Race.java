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
 * Races. A round is a race with all that goes before and after it; it is played again and again, either {@linkplain
 * #inManyOrders steered} or {@linkplain #often as it comes}.
 */
public final class Race {

    private static final int STEERED_ROUNDS = 10;
    private static final int FREE_ROUNDS = 20_000;
    private static final int AT_LEAST = 1_000;

    /** After so long it is enough, if there were {@link #AT_LEAST} rounds. */
    private static final long FREE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Who goes around in a loop more often may be waiting for another thread; there are 64 stripes to go through. */
    private static final int PATIENCE = 100;

    /** What is more counts as a hang. */
    private static final int LONGEST_LOOP = 1000;

    private static final int DEEPEST_RECURSION = 20;

    private static final ExecutorService TRACK = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "racer");
        thread.setDaemon(true);
        return thread;
    });

    /** Whether Lincheck steers the races; set by the one test that runs. */
    private static volatile boolean steered;

    /** What one thread does. */
    public interface Racer {
        void race() throws Exception;
    }

    /** A class of its own: what a thread does that was merely given a task is not seen by Lincheck on every JDK. */
    private static final class Lane extends Thread {
        private final Racer racer;

        /** Never read: see {@link #among}. */
        @SuppressWarnings("unused")
        private final Object[] shared;

        private volatile Throwable failure;

        Lane(Racer racer, List<?> shared) {
            this.racer = racer;
            this.shared = shared.toArray();
        }

        @Override
        public void run() {
            try {
                racer.race();
            } catch (Throwable thrown) { // told by the thread that waits for the race
                failure = thrown;
            }
        }
    }

    private Race() {}

    /**
     * Plays a round in many orders of events, which Lincheck's model checker chooses. An order that makes a round fail, or
     * hang, is told event by event. It steps through all that a round does, so that should be little; the threads of pools
     * it cannot steer. With seconds for hammering, as many more rounds as fit into a thirtieth of them: there are many tests.
     */
    public static void inManyOrders(Runnable round) {
        steered = true;
        try {
            long begin = System.nanoTime();
            explore(STEERED_ROUNDS, round);
            long nanos = System.nanoTime() - begin;
            long more = hammering() / 30 / (nanos / STEERED_ROUNDS);
            if (more > STEERED_ROUNDS) {
                explore((int) Math.min(more, Integer.MAX_VALUE), round);
            }
        } finally {
            steered = false;
        }
    }

    private static void explore(int rounds, Runnable round) {
        LincheckSettings settings = new LincheckSettings(false, PATIENCE, LONGEST_LOOP, DEEPEST_RECURSION);
        // The public method of this kind has the default settings alone.
        Lincheck.runConcurrentTestInternal$lincheck(rounds, settings, round);
    }

    /** Plays a round very often, in such orders of events as come about; for the seconds for hammering, if there are any. */
    public static void often(Runnable round) {
        long begin = System.nanoTime();
        for (int played = 0; ; played++) {
            long nanos = System.nanoTime() - begin;
            boolean enough = played >= FREE_ROUNDS || (played >= AT_LEAST && nanos > FREE_NANOS);
            if (enough && nanos > hammering() / 10) {
                return;
            }
            round.run();
        }
    }

    private static long hammering() {
        return TimeUnit.SECONDS.toNanos(Integer.getInteger("pluginhost.hammer.seconds", 0));
    }

    /**
     * Has racers run, each on a thread of its own, and returns when all have ended. To be called in a round.
     *
     * @param shared all that more than one racer uses: an object that only lambdas have Lincheck takes to be of one thread,
     *     and lets no other thread come in between
     */
    public static void among(List<?> shared, Racer... racers) {
        if (steered) {
            amongLanes(shared, racers);
        } else {
            amongRunners(racers);
        }
    }

    private static void amongLanes(List<?> shared, Racer... racers) {
        Lane[] lanes = new Lane[racers.length];
        for (int i = 0; i < racers.length; i++) {
            lanes[i] = new Lane(racers[i], shared);
        }
        // Lincheck sees when a Thread is started and joined, but not when the code calls it a Lane.
        for (Thread lane : lanes) {
            lane.start();
        }
        for (Thread lane : lanes) {
            try {
                lane.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        for (Lane lane : lanes) {
            if (lane.failure != null) {
                throw new AssertionError("A racer failed: " + lane.failure, lane.failure);
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // not relied on: it makes the racers begin at one moment, sooner or later
    private static void amongRunners(Racer... racers) {
        AtomicInteger missing = new AtomicInteger(racers.length);
        List<Future<?>> runners = new ArrayList<>();
        for (Racer racer : racers) {
            runners.add(TRACK.submit(() -> {
                missing.decrementAndGet();
                while (missing.get() > 0) {
                    Thread.yield(); // a latch would wake one after the other
                }
                racer.race();
                return racer;
            }));
        }
        for (Future<?> runner : runners) {
            try {
                runner.get(1, TimeUnit.MINUTES);
            } catch (ExecutionException e) {
                throw new AssertionError("A racer failed: " + e.getCause(), e.getCause());
            } catch (Exception e) {
                throw new AssertionError("A racer does not end", e);
            }
        }
    }

    /** An assertion, but without all that those of JUnit do: Lincheck would step through it. */
    public static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
