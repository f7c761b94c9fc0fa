package dev.pluginhost.benchmarks.loop;

import dev.pluginhost.benchmarks.corpus.Corpus;
import dev.pluginhost.benchmarks.process.FreshJvm;
import dev.pluginhost.benchmarks.process.Machine;
import dev.pluginhost.benchmarks.process.Scratch;
import dev.pluginhost.benchmarks.report.Chapter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The benchmark: measures the variants in turn, each in a fresh JVM with the options of this one. */
public final class LoopBenchmark {

    /** Its options. */
    public static final String USAGE = Options.USAGE;

    private static final long SEED = 300;

    private final Options options;
    private final Path corpus;
    private final long expectedSum;

    private LoopBenchmark(Options options, Path corpus, long expectedSum) {
        this.options = options;
        this.corpus = corpus;
        this.expectedSum = expectedSum;
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
     * @throws IllegalStateException if a variant has not done all its work
     */
    public static Chapter measure(List<String> arguments) throws IOException, InterruptedException {
        Options options = Options.of(arguments);
        try (Scratch scratch = Scratch.make()) {
            long expectedSum = Corpus.make(scratch.path(), SEED, options.plugins());
            return new Report(options, new LoopBenchmark(options, scratch.path(), expectedSum).measure()).chapter();
        }
    }

    private Rounds measure() throws IOException, InterruptedException {
        // Uncounted: it has the files read once, and says how long idling is to take in the first round.
        Duration window = windowOf(measure(Variant.HOST, Duration.ZERO));
        Rounds rounds = new Rounds();
        for (int round = 1; round <= options.rounds(); round++) {
            System.out.printf(
                    Locale.ROOT,
                    "the loop, round %d of %d; load of the machine %.1f%n",
                    round,
                    options.rounds(),
                    Machine.load());
            for (Variant variant : Variant.values()) {
                Measurement measurement = measure(variant, window);
                rounds.add(variant, measurement);
                if (variant == Variant.HOST) {
                    window = windowOf(measurement);
                }
            }
        }
        return rounds;
    }

    private Measurement measure(Variant variant, Duration idle) throws IOException, InterruptedException {
        List<String> arguments = Trial.arguments(variant, corpus, options.tick(), idle);
        Measurement measurement = Measurement.read(FreshJvm.run(Trial.class, arguments));
        long expected = variant == Variant.IDLE ? 0 : expectedSum;
        long sum = measurement.get(Measurement.Value.SUM);
        if (sum != expected) {
            throw new IllegalStateException(
                    "The plugins' totals come to " + sum + " with " + variant + ", and should come to " + expected);
        }
        return measurement;
    }

    private static Duration windowOf(Measurement measurement) {
        return Duration.ofNanos(measurement.get(Measurement.Value.WINDOW_NANOS));
    }
}
