package dev.pluginhost.benchmarks.loop;

import static dev.pluginhost.benchmarks.report.Table.format;

import dev.pluginhost.benchmarks.corpus.Form;
import dev.pluginhost.benchmarks.corpus.Kind;
import dev.pluginhost.benchmarks.corpus.Stock;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Options;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.harness.Trial;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Goal;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The benchmark of the loop: measures the variants in turn, each in a fresh JVM. Not thread-safe. */
public final class Loop {

    public static final Options OPTIONS =
            Options.NONE.number("rounds", 7, 1).number("plugins", 1000, 1).number("tick-micros", 1000, 1);

    private static final double MILLION = 1_000_000;

    private final Stock stock;
    private final Duration tick;

    /** How long the idle variant takes: as long as the last run with the host. */
    private Duration window = Duration.ZERO;

    private Loop(Stock stock, Options options) {
        this.stock = stock;
        this.tick = tick(options);
    }

    /** What happens while the loop ticks. */
    enum Variant {
        IDLE("idle"),
        HOST("PluginHost"),
        PLAIN("plain thread");

        final String title;

        Variant(String title) {
            this.title = title;
        }
    }

    /** A row of the table. */
    private record Row(String title, Figure figure, double unit, String format, boolean overIdle, boolean overPlain) {}

    private static final Row P999 = new Row("tick delay, 99.9 % (ms)", Figure.P999, MILLION, "%.3f", true, true);

    private static final List<Row> ROWS = List.of(
            new Row("tick delay, median (ms)", Figure.P50, MILLION, "%.3f", true, true),
            new Row("tick delay, 99 % (ms)", Figure.P99, MILLION, "%.3f", true, true),
            P999,
            new Row("tick delay, worst (ms)", Figure.WORST, MILLION, "%.3f", true, true),
            new Row("window (ms)", Figure.NANOS, MILLION, "%.0f", false, true),
            new Row("ticks made in it", Figure.TICKS, 1, "%.0f", false, false),
            new Row("ticks missed in it", Figure.MISSED, 1, "%.0f", false, false),
            new Row("processor time (ms)", Figure.CPU_NANOS, MILLION, "%.0f", false, true),
            new Row("allocated (MB)", Figure.ALLOCATED, MILLION, "%.1f", false, true),
            new Row("collections (ms)", Figure.GC_MILLIS, 1, "%.0f", false, false),
            new Row("compilations (ms)", Figure.JIT_MILLIS, 1, "%.0f", false, false),
            new Row("classes loaded", Figure.CLASSES, 1, "%.0f", false, false));

    /** Runs the benchmark in an empty directory. */
    public static Chapter measure(Path directory, Options options) throws Exception {
        Loop loop = new Loop(
                Stock.make(directory.resolve("plugins"), Kind.STARTED, options.number("plugins"), Form.MIXED), options);
        loop.measure(Variant.HOST); // does not count: it fills the system's cache and sets the first window
        return report(
                options,
                Rounds.measure(
                        "the loop", 0, options.number("rounds"), round -> List.of(Variant.values()), loop::measure));
    }

    private Map<Figure, Double> measure(Variant variant) throws IOException, InterruptedException {
        long sum = variant == Variant.IDLE ? 0 : stock.sum();
        Map<Figure, Double> figures = Trial.of(
                        variant.title, LoopTrial.class, sum, variant.name(), stock.jars(), tick, window)
                .run();
        if (variant == Variant.HOST) {
            window = Duration.ofNanos(figures.getOrDefault(Figure.NANOS, 0.0).longValue());
        }
        return figures;
    }

    private static Duration tick(Options options) {
        return Duration.ofNanos(1_000L * options.number("tick-micros"));
    }

    static Chapter report(Options options, Rounds<Variant> rounds) {
        Chapter chapter = new Chapter("The loop");
        int plugins = options.number("plugins");
        chapter.goal(new Goal(
                P999.title.replace(" (ms)", "") + ", while " + plugins + " plugins are imported",
                Variant.PLAIN.title,
                1.2,
                over(Variant.PLAIN, P999, rounds)));
        chapter.remarks(
                format(
                        "%d plugins; a tick every %.3f ms; %d rounds, each variant in a fresh JVM",
                        plugins, tick(options).toNanos() / MILLION, options.number("rounds")),
                "figures are medians of the rounds; a ratio is of medians, with the least and the greatest of a round");
        Table<Row> table = new Table<>(ROWS).column("", "", row -> row.title);
        for (Variant variant : Variant.values()) {
            table.column(variant.title, "", row -> format(row.format, rounds.median(variant, row.figure, row.unit)));
        }
        table.column("PluginHost / idle", "", row -> row.overIdle ? over(Variant.IDLE, row, rounds) : "")
                .column("PluginHost / plain thread", "", row -> row.overPlain ? over(Variant.PLAIN, row, rounds) : "");
        chapter.table(table);
        return chapter;
    }

    private static Ratio over(Variant other, Row row, Rounds<Variant> rounds) {
        return rounds.ratio(Variant.HOST, other, row.figure);
    }
}
