package dev.pluginhost.benchmarks.loop;

import dev.pluginhost.benchmarks.corpus.Corpus;
import dev.pluginhost.benchmarks.process.FreshJvm;
import dev.pluginhost.benchmarks.process.Machine;
import dev.pluginhost.benchmarks.process.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The main class of the benchmark: measures the variants in turn, each in a fresh JVM with the options of this one, and
 * reports. Exits with 1 if the command line makes no sense, and by an exception if a variant has not done all its work.
 */
public final class LoopBenchmark {

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
     * Runs the benchmark.
     *
     * @param arguments the options; {@code --markdown report.md} writes the report to a file as well
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.of(Arrays.asList(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; options: " + Options.USAGE);
            System.exit(1);
            return;
        }
        try (Scratch scratch = Scratch.make()) {
            long expectedSum = Corpus.make(scratch.path(), SEED, options.plugins());
            Report report = new Report(options, new LoopBenchmark(options, scratch.path(), expectedSum).measure());
            report.plain().forEach(System.out::println);
            if (options.markdown() != null) {
                Files.write(options.markdown(), report.markdown());
            }
        }
    }

    private Rounds measure() throws IOException, InterruptedException {
        // Uncounted: it has the files read once, and says how long idling is to take in the first round.
        Duration window = windowOf(measure(Variant.HOST, Duration.ZERO));
        Rounds rounds = new Rounds();
        for (int round = 1; round <= options.rounds(); round++) {
            System.out.printf(
                    Locale.ROOT, "round %d of %d; load of the machine %.1f%n", round, options.rounds(), Machine.load());
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
