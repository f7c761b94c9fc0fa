package dev.pluginhost.impl.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Races whose orders of events are as they come: for code with thread pools of its own, which Lincheck cannot steer. */
final class Hammer implements AutoCloseable {

    private static final int ROUNDS = 1000;

    private final ExecutorService lanes = Executors.newCachedThreadPool();

    /** Plays a round many times; until the seconds are over that hammering tests are given, if that is longer. */
    void rounds(Race.Racer round) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("pluginhost.hammer.seconds", 0));
        int played = 0;
        do {
            round.race();
        } while (++played < ROUNDS || System.nanoTime() < end);
    }

    /** Has racers begin at one moment, each on a thread of its own, and returns when all have ended. */
    void among(Race.Racer... racers) throws Exception {
        CyclicBarrier start = new CyclicBarrier(racers.length);
        List<Future<Integer>> ends = new ArrayList<>();
        for (Race.Racer racer : racers) {
            ends.add(lanes.submit(() -> {
                int place = start.await();
                racer.race();
                return place;
            }));
        }
        for (Future<Integer> end : ends) {
            try {
                end.get();
            } catch (ExecutionException e) {
                throw new AssertionError("A racer failed: " + e.getCause(), e.getCause());
            }
        }
    }

    @Override
    public void close() {
        lanes.shutdownNow();
    }
}
