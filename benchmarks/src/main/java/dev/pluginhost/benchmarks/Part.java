package dev.pluginhost.benchmarks;

import dev.pluginhost.benchmarks.cold.ColdBenchmark;
import dev.pluginhost.benchmarks.hot.HotBenchmark;
import dev.pluginhost.benchmarks.loop.LoopBenchmark;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.scale.ScaleBenchmark;
import java.util.List;
import java.util.Locale;

/** The benchmarks that there are, in the order in which they run. */
enum Part {
    /** From nothing to the first answers of plugins. */
    COLD,
    /** Ticks of an event loop while plugins are imported behind it. */
    LOOP,
    /** Calls that find their plugin imported. */
    HOT,
    /** What grows with the number of plugins. */
    SCALE;

    /** What it is called on the command line. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The options that it knows. */
    String usage() {
        return switch (this) {
            case COLD -> ColdBenchmark.USAGE;
            case LOOP -> LoopBenchmark.USAGE;
            case HOT -> HotBenchmark.USAGE;
            case SCALE -> ScaleBenchmark.USAGE;
        };
    }

    /**
     * Reads the arguments, and no more.
     *
     * @throws IllegalArgumentException if they make no sense
     */
    void check(List<String> arguments) {
        switch (this) {
            case COLD -> ColdBenchmark.check(arguments);
            case LOOP -> LoopBenchmark.check(arguments);
            case HOT -> HotBenchmark.check(arguments);
            case SCALE -> ScaleBenchmark.check(arguments);
        }
    }

    /** Runs it, and throws what says that its outcome is not to be trusted. */
    Chapter measure(List<String> arguments) throws Exception {
        return switch (this) {
            case COLD -> ColdBenchmark.measure(arguments);
            case LOOP -> LoopBenchmark.measure(arguments);
            case HOT -> HotBenchmark.measure(arguments);
            case SCALE -> ScaleBenchmark.measure(arguments);
        };
    }
}
