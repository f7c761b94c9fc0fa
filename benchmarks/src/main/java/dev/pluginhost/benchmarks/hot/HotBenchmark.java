package dev.pluginhost.benchmarks.hot;

import dev.pluginhost.benchmarks.corpus.Tiny;
import dev.pluginhost.benchmarks.process.Machine;
import dev.pluginhost.benchmarks.process.Scratch;
import dev.pluginhost.benchmarks.report.Chapter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmark: has JMH measure the calls in turn, each in a fresh JVM with the options of this one, and reports. */
public final class HotBenchmark {

    /** The options that there are. */
    public static final String USAGE = Options.USAGE;

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Options options;
    private final Path jars;
    private final Path index;

    private HotBenchmark(Options options, Path jars, Path index) {
        this.options = options;
        this.jars = jars;
        this.index = index;
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
     * @throws RunnerException if JMH, or one of the JVMs that it starts, fails
     */
    public static Chapter measure(List<String> arguments) throws IOException, RunnerException {
        Options options = Options.of(arguments);
        try (Scratch scratch = Scratch.make()) {
            Path jars = scratch.path().resolve("plugins");
            Tiny.make(jars, options.plugins(), none -> List.of());
            return new HotBenchmark(options, jars, scratch.path().resolve("index")).measure();
        }
    }

    private Chapter measure() throws RunnerException {
        Rounds rounds = new Rounds();
        for (int round = 1; round <= options.rounds(); round++) {
            System.out.printf(
                    Locale.ROOT,
                    "hot: round %d of %d; load of the machine %.1f%n",
                    round,
                    options.rounds(),
                    Machine.load());
            for (int threads : options.threads()) {
                for (RunResult result : new Runner(jmh(threads)).run()) {
                    rounds.add(Call.of(result.getParams().getBenchmark()), threads, cost(result));
                }
            }
        }
        return new Report(options, rounds).chapter();
    }

    /** One JVM for each call; JMH passes on the options and paths of this one. */
    private org.openjdk.jmh.runner.options.Options jmh(int threads) {
        TimeValue length = TimeValue.milliseconds(options.millis());
        return new OptionsBuilder()
                .include("^" + Calls.class.getName().replace(".", "\\.") + "\\.")
                .jvmArgsAppend(Calls.properties(jars, index, options.plugins()).toArray(String[]::new))
                .forks(1)
                .threads(threads)
                .warmupIterations(Options.WARM_UPS)
                .warmupTime(length)
                .measurementIterations(Options.ITERATIONS)
                .measurementTime(length)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
    }

    private static Rounds.Cost cost(RunResult result) {
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        if (allocated == null) {
            throw new IllegalStateException("JMH does not say what is allocated, but "
                    + result.getSecondaryResults().keySet());
        }
        return new Rounds.Cost(result.getPrimaryResult().getScore(), allocated.getScore());
    }
}
