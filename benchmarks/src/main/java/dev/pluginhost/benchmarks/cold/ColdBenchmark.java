package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.process.Machine;
import dev.pluginhost.benchmarks.process.Scratch;
import dev.pluginhost.benchmarks.report.Chapter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The benchmark: measures the contenders in turn, each in a fresh JVM with the options of this one. */
public final class ColdBenchmark {

    /** Its options. */
    public static final String USAGE = Options.USAGE;

    /** A host does not trust its index with a jar that was modified less than two seconds before it was read. */
    private static final long SETTLED_MILLIS = 2_500;

    private final Options options;
    private final Stocks stocks;
    private final Runs runs;
    private final Map<Setting, Rounds> rounds = new LinkedHashMap<>();

    private ColdBenchmark(Options options, Stocks stocks, Runs runs) {
        this.options = options;
        this.stocks = stocks;
        this.runs = runs;
    }

    /**
     * Reads the arguments, and no more.
     *
     * @throws IllegalArgumentException if they make no sense
     */
    public static void check(List<String> arguments) {
        Options.of(arguments);
    }

    /**
     * Runs the benchmark.
     *
     * @throws IllegalArgumentException if the arguments make no sense
     * @throws IllegalStateException if a contender has not done all its work
     */
    public static Chapter measure(List<String> arguments) throws IOException, InterruptedException {
        Options options = Options.of(arguments);
        try (Scratch scratch = Scratch.make()) {
            Stocks stocks = Stocks.make(options, scratch.path());
            Thread.sleep(SETTLED_MILLIS);
            Runs runs = new Runs(options, stocks, scratch.path());
            return new Report(new ColdBenchmark(options, stocks, runs).measure()).chapter();
        }
    }

    private Results measure() throws IOException, InterruptedException {
        for (int round = 1 - options.uncounted(); round <= options.rounds(); round++) {
            System.out.printf(
                    Locale.ROOT,
                    "cold starts, round %s of %d; load of the machine %.1f%n",
                    round < 1 ? "uncounted before the first" : round,
                    options.rounds(),
                    Machine.load());
            for (Setting setting : Setting.of(options)) {
                measure(setting, round);
            }
        }
        return new Results(options, rounds, comesWith(), notes());
    }

    private void measure(Setting setting, int round) throws IOException, InterruptedException {
        List<Variant> contenders = options.contenders().stream()
                .filter(variant -> variant.takesPartIn(setting.task()))
                .toList();
        for (Variant variant : Turns.inRound(round, contenders)) {
            Measurement measurement = runs.measure(setting, variant);
            if (round >= 1) {
                rounds.computeIfAbsent(setting, none -> new Rounds()).add(variant, measurement);
            }
        }
    }

    private Map<Shape, Integer> comesWith() {
        Map<Shape, Integer> comesWith = new EnumMap<>(Shape.class);
        for (Shape shape : options.shapes()) {
            Stock stock = stocks.of(new Setting(shape, Task.ONE));
            comesWith.put(shape, stock.comesWith(stock.one()));
        }
        return comesWith;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        comesWith().forEach((shape, others) -> {
            if (others > 0) {
                notes.add("where " + shape.title() + ", one plugin comes with " + others + " others");
            }
        });
        notes.addAll(runs.notes());
        return notes;
    }
}
