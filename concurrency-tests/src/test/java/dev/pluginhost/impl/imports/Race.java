package dev.pluginhost.impl.imports;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckSettings;

/**
 * Races whose every order of events counts. A round is played again and again by Lincheck's model checker, which decides
 * each time which thread comes when; an order that makes a round fail, or hang, is told event by event.
 */
final class Race {

    private static final int ROUNDS = 50;

    /** What is more counts as a hang; there are 64 stripes, and who passes through them has not hung. */
    private static final int LONGEST_LOOP = 200;

    /** Who goes around in a loop more often may be waiting for another thread. */
    private static final int PATIENCE = 10;

    private static final int DEEPEST_RECURSION = 20;

    /** What one thread does. */
    interface Racer {
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

    /** So many rounds share the seconds that hammering tests are given. */
    private static final int SHARES = 30;

    /** Plays a round in many orders; in as many more as fit into its share of the hammering. */
    static void inManyOrders(Runnable round) {
        long begin = System.nanoTime();
        explore(ROUNDS, round);
        long nanos = System.nanoTime() - begin;
        long more = TimeUnit.SECONDS.toNanos(Integer.getInteger("pluginhost.hammer.seconds", 0))
                / SHARES
                / (nanos / ROUNDS);
        if (more > ROUNDS) {
            explore((int) Math.min(more, Integer.MAX_VALUE), round);
        }
    }

    /** An assertion, but without all that those of JUnit do: Lincheck would step through it. */
    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private static void explore(int rounds, Runnable round) {
        LincheckSettings settings = new LincheckSettings(false, PATIENCE, LONGEST_LOOP, DEEPEST_RECURSION);
        // The public method of this kind has the default settings alone.
        Lincheck.runConcurrentTestInternal$lincheck(rounds, settings, round);
    }

    /**
     * Has racers run, each on a thread of its own, and returns when all have ended. To be called in a round.
     *
     * @param shared all that more than one racer uses: an object that only lambdas have Lincheck takes to be of one thread,
     *     and lets no other thread come in between
     */
    static void among(List<?> shared, Racer... racers) {
        Lane[] lanes = new Lane[racers.length];
        for (int i = 0; i < racers.length; i++) {
            lanes[i] = new Lane(racers[i], shared);
        }
        for (Lane lane : lanes) {
            lane.start();
        }
        for (Lane lane : lanes) {
            await(lane);
        }
        for (Lane lane : lanes) {
            if (lane.failure != null) {
                throw new AssertionError("A racer failed: " + lane.failure, lane.failure);
            }
        }
    }

    /** Lincheck sees who joins a {@code Thread}, not who joins a {@code Lane}. */
    private static void await(Thread lane) {
        try {
            lane.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
