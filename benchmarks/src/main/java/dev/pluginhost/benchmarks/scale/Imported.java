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

/** Measures what it costs that some of the most plugins that are installed are imported. */
final class Imported {

    private static final double MILLION = 1_000_000;
    private static final double MEGABYTE = 1 << 20;

    private final Turns turns = new Turns();
    private final int installed;
    private final List<Integer> counts;

    private Imported(int installed, List<Integer> counts) {
        this.installed = installed;
        this.counts = List.copyOf(counts);
    }

    static void measure(Options options, Path directory, Outcome outcome) throws IOException, InterruptedException {
        int most = options.most(options.installed());
        Tiny tiny = Tiny.make(directory.resolve("imported"), most, Form.MIXED.required());
        List<Integer> counts = new ArrayList<>(List.of(0));
        counts.addAll(options.imported());
        Imported imported = new Imported(most, counts);
        for (int count : counts) {
            imported.turns.add(
                    name(count),
                    CurveTrial.class,
                    CurveTrial.arguments(tiny.jars(), directory.resolve("index"), count),
                    tiny.sum(count));
        }
        imported.turns.run(options);
        imported.report(outcome);
    }

    private void report(Outcome outcome) {
        TextTable table = new TextTable(List.of(
                "imported",
                "import (ms)",
                "µs for each",
                "close (ms)",
                "µs for each",
                "heap (MB)",
                "KB for each",
                "metaspace (MB)",
                "KB for each",
                "open files",
                "threads"));
        for (int count : counts) {
            table.add(List.of(
                    String.format(Locale.ROOT, "%,d", count),
                    String.format(Locale.ROOT, "%,.0f", median(count, CurveTrial.IMPORT_NANOS, MILLION)),
                    each(count, CurveTrial.IMPORT_NANOS, 1000),
                    String.format(Locale.ROOT, "%,.0f", median(count, CurveTrial.CLOSE_NANOS, MILLION)),
                    each(count, CurveTrial.CLOSE_NANOS, 1000),
                    String.format(Locale.ROOT, "%.1f", median(count, CurveTrial.HEAP, MEGABYTE)),
                    each(count, CurveTrial.HEAP, 1024),
                    String.format(Locale.ROOT, "%.1f", median(count, CurveTrial.METASPACE, MEGABYTE)),
                    each(count, CurveTrial.METASPACE, 1024),
                    String.format(Locale.ROOT, "%.0f", median(count, CurveTrial.FILES, 1)),
                    String.format(Locale.ROOT, "%.0f", median(count, CurveTrial.THREADS, 1))));
        }
        outcome.details().heading(String.format(Locale.ROOT, "Imported, of %,d installed", installed));
        outcome.details()
                .remarks(List.of(
                        "each plugin has one class and requires up to three others; one importAll in a fresh JVM, after start()",
                        "what there is for each is what there is more than with none imported"));
        outcome.details().table(table);
        chart(
                outcome,
                "scale-imported-time.svg",
                "Time, by what is imported",
                "ms",
                List.of(
                        line("import", CurveTrial.IMPORT_NANOS, MILLION),
                        line("close", CurveTrial.CLOSE_NANOS, MILLION)));
        chart(
                outcome,
                "scale-imported-memory.svg",
                "Memory, by what is imported",
                "MB",
                List.of(line("heap", CurveTrial.HEAP, MEGABYTE), line("metaspace", CurveTrial.METASPACE, MEGABYTE)));
    }

    private static void chart(Outcome outcome, String file, String title, String unit, List<Line> lines) {
        outcome.details().chart(file, title, new LineChart(title, "plugins imported", unit, lines).svg());
    }

    private Line line(String label, int figure, double unit) {
        return new Line(
                label,
                counts.stream()
                        .map(count -> new Point(count, median(count, figure, unit)))
                        .toList());
    }

    private String each(int count, int figure, double unit) {
        return count == 0
                ? ""
                : String.format(Locale.ROOT, "%.0f", (median(count, figure, unit) - median(0, figure, unit)) / count);
    }

    private double median(int count, int figure, double unit) {
        return turns.series(name(count), figure, unit).median();
    }

    private static String name(int count) {
        return count + " imported";
    }
}
