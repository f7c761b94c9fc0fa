package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.benchmarks.process.FreshJvm;
import dev.pluginhost.benchmarks.report.Series;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What takes part in a comparison, measured in turn, each time in a fresh JVM. Not safe for use by several threads. */
final class Turns {

    private final Map<String, Turn> turns = new LinkedHashMap<>();
    private final Map<String, List<long[]>> figures = new LinkedHashMap<>();

    /** A main class that prints {@link Figures}, its arguments, and the sum that must come out. */
    private record Turn(Class<?> main, List<String> arguments, long sum) {}

    /** Adds one that takes part. */
    void add(String name, Class<?> main, List<String> arguments, long sum) {
        if (turns.put(name, new Turn(main, List.copyOf(arguments), sum)) != null) {
            throw new IllegalArgumentException(name + " takes part already");
        }
    }

    /**
     * Measures all in turn.
     *
     * @param options how many times, and how many times before that do not count
     * @throws IllegalStateException if the services of one do not come to what they should
     */
    void run(Options options) throws IOException, InterruptedException {
        for (int round = 1 - options.uncounted(); round <= options.rounds(); round++) {
            for (Map.Entry<String, Turn> turn : turns.entrySet()) {
                long[] measured = measured(turn.getKey(), turn.getValue());
                if (round >= 1) {
                    figures.computeIfAbsent(turn.getKey(), none -> new ArrayList<>())
                            .add(measured);
                }
            }
        }
    }

    /** One figure of one that took part, of each round that counts, divided by something. */
    Series series(String name, int figure, double unit) {
        return new Series(figures.getOrDefault(name, List.of()).stream()
                .map(measured -> measured[figure] / unit)
                .toList());
    }

    private static long[] measured(String name, Turn turn) throws IOException, InterruptedException {
        long[] measured = Figures.read(FreshJvm.run(turn.main, turn.arguments));
        if (measured[Figures.SUM] != turn.sum) {
            throw new IllegalStateException(
                    "The services come to " + measured[Figures.SUM] + " and should come to " + turn.sum + ": " + name);
        }
        return measured;
    }
}
