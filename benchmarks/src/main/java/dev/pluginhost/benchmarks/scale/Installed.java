package dev.pluginhost.benchmarks.scale;

import dev.pluginhost.benchmarks.corpus.Tiny;
import dev.pluginhost.benchmarks.report.LineChart;
import dev.pluginhost.benchmarks.report.LineChart.Line;
import dev.pluginhost.benchmarks.report.LineChart.Point;
import dev.pluginhost.benchmarks.report.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures what it costs that plugins are installed, while none is imported. */
final class Installed {

    private static final double MILLION = 1_000_000;
    private static final double MEGABYTE = 1 << 20;

    private final Turns turns = new Turns();
    private final List<Integer> sizes;

    private Installed(List<Integer> sizes) {
        this.sizes = sizes;
    }

    static void measure(Options options, Path directory, Outcome outcome) throws IOException, InterruptedException {
        Installed installed = new Installed(options.installed());
        Path index = directory.resolve("index");
        for (int size : options.installed()) {
            Path jars = directory.resolve("installed-" + size);
            Tiny.make(jars, size, Form.MIXED.required());
            installed.turns.add(indexed(size), CurveTrial.class, CurveTrial.arguments(jars, index, 0), 0);
            installed.turns.add(read(size), CurveTrial.class, CurveTrial.argumentsWithoutIndex(jars, 0), 0);
        }
        installed.turns.run(options);
        installed.report(outcome);
    }

    private void report(Outcome outcome) {
        TextTable table = new TextTable(List.of(
                "installed",
                "start with index (ms)",
                "µs for each",
                "start without (ms)",
                "µs for each",
                "heap (MB)",
                "open files",
                "threads"));
        List<Point> indexed = new ArrayList<>();
        List<Point> read = new ArrayList<>();
        for (int size : sizes) {
            double withIndex = median(indexed(size), CurveTrial.START_NANOS, MILLION);
            double without = median(read(size), CurveTrial.START_NANOS, MILLION);
            table.add(List.of(
                    String.format(Locale.ROOT, "%,d", size),
                    String.format(Locale.ROOT, "%,.0f", withIndex),
                    String.format(Locale.ROOT, "%.0f", withIndex * 1000 / size),
                    String.format(Locale.ROOT, "%,.0f", without),
                    String.format(Locale.ROOT, "%.0f", without * 1000 / size),
                    String.format(Locale.ROOT, "%.1f", median(indexed(size), CurveTrial.HEAP, MEGABYTE)),
                    String.format(Locale.ROOT, "%.0f", median(indexed(size), CurveTrial.FILES, 1)),
                    String.format(Locale.ROOT, "%.0f", median(indexed(size), CurveTrial.THREADS, 1))));
            indexed.add(new Point(size, withIndex));
            read.add(new Point(size, without));
        }
        String title = "Time of a start, by what is installed";
        outcome.details().heading("Installed, and none imported");
        outcome.details()
                .remarks(List.of(
                        "from the first statement of a fresh JVM to the end of start(); the files are in the system's"
                                + " cache"));
        outcome.details().table(table);
        outcome.details()
                .chart(
                        "scale-installed.svg",
                        title,
                        new LineChart(
                                        title,
                                        "plugins installed",
                                        "ms",
                                        List.of(new Line("with index", indexed), new Line("without index", read)))
                                .svg());
    }

    private double median(String name, int figure, double unit) {
        return turns.series(name, figure, unit).median();
    }

    private static String indexed(int size) {
        return size + " with index";
    }

    private static String read(int size) {
        return size + " without";
    }
}
