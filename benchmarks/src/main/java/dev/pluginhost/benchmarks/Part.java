package dev.pluginhost.benchmarks;

import dev.pluginhost.benchmarks.cold.ColdBenchmark;
import dev.pluginhost.benchmarks.loop.LoopBenchmark;
import dev.pluginhost.benchmarks.report.Chapter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The benchmarks that there are, in the order in which they run. */
enum Part {
    /** From nothing to the first answers of plugins. */
    COLD(ColdBenchmark.USAGE, ColdBenchmark::check, ColdBenchmark::measure),
    /** Ticks of an event loop while plugins are imported behind it. */
    LOOP(LoopBenchmark.USAGE, LoopBenchmark::check, LoopBenchmark::measure);

    private final String usage;
    private final Consumer<List<String>> check;
    private final Benchmark benchmark;

    Part(String usage, Consumer<List<String>> check, Benchmark benchmark) {
        this.usage = usage;
        this.check = check;
        this.benchmark = benchmark;
    }

    /** One of them. */
    @FunctionalInterface
    interface Benchmark {
        /** Runs it, and throws what says that its outcome is not to be trusted. */
        Chapter measure(List<String> arguments) throws Exception;
    }

    /** What it is called on the command line. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The options that it knows. */
    String usage() {
        return usage;
    }

    /**
     * Reads the arguments, and no more.
     *
     * @throws IllegalArgumentException if they make no sense
     */
    void check(List<String> arguments) {
        check.accept(arguments);
    }

    Chapter measure(List<String> arguments) throws Exception {
        return benchmark.measure(arguments);
    }
}
