package dev.pluginhost.benchmarks.loop;

import dev.pluginhost.benchmarks.loop.Measurement.Value;
import dev.pluginhost.benchmarks.report.BarChart;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Details;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import dev.pluginhost.benchmarks.report.TextTable;
import dev.pluginhost.benchmarks.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run comes to. */
final class Report {

    static final String CHART = "loop.svg";

    /** How many times as late as behind the plain thread ticks may be, 99.9 % of them. */
    private static final double WANTED = 1.2;

    private static final double MILLION = 1_000_000;

    /** A row of the table. */
    private enum Row {
        P50("tick delay, median (ms)", Value.P50, MILLION, 3, true, true),
        P99("tick delay, 99 % (ms)", Value.P99, MILLION, 3, true, true),
        P999("tick delay, 99.9 % (ms)", Value.P999, MILLION, 3, true, true),
        WORST("tick delay, worst (ms)", Value.WORST, MILLION, 3, true, true),
        WINDOW("window (ms)", Value.WINDOW_NANOS, MILLION, 0, false, true),
        TICKS("ticks made in it", Value.TICKS, 1, 0, false, false),
        MISSED("ticks missed in it", Value.MISSED, 1, 0, false, false),
        CPU("processor time (ms)", Value.CPU_NANOS, MILLION, 0, false, true),
        ALLOCATED("allocated (MB)", Value.ALLOCATED_BYTES, MILLION, 1, false, true),
        GC("collections (ms)", Value.GC_MILLIS, 1, 0, false, false),
        JIT("compilations (ms)", Value.JIT_MILLIS, 1, 0, false, false),
        CLASSES("classes loaded", Value.CLASSES, 1, 0, false, false);

        final String title;
        final Value value;
        final double unit;
        final int digits;
        final boolean comparedWithIdle;
        final boolean comparedWithPlain;

        Row(String title, Value value, double unit, int digits, boolean comparedWithIdle, boolean comparedWithPlain) {
            this.title = title;
            this.value = value;
            this.unit = unit;
            this.digits = digits;
            this.comparedWithIdle = comparedWithIdle;
            this.comparedWithPlain = comparedWithPlain;
        }
    }

    private final Options options;
    private final Rounds rounds;

    Report(Options options, Rounds rounds) {
        this.options = options;
        this.rounds = rounds;
    }

    Chapter chapter() {
        Verdict verdict = new Verdict(
                Row.P999.title.replace(" (ms)", "") + ", while " + options.plugins() + " plugins are imported",
                Variant.PLAIN.title(),
                WANTED,
                rounds.hostOver(Variant.PLAIN, Row.P999.value),
                "");
        return new Chapter("The loop", List.of(verdict), details());
    }

    private Details details() {
        Details details = new Details();
        details.remarks(preface());
        details.chart(CHART, Row.P999.title, chart().svg());
        details.table(table());
        details.remarks(losses());
        return details;
    }

    private List<String> preface() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%d plugins; a tick every %.3f ms; %d rounds, each variant in a fresh JVM",
                        options.plugins(),
                        options.tick().toNanos() / MILLION,
                        options.rounds()),
                "figures are medians of the rounds; a ratio is of medians, with the least and the greatest of a round");
    }

    private BarChart chart() {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (Variant variant : Variant.values()) {
            Series delays = rounds.series(variant, Row.P999.value);
            bars.add(new BarChart.Bar(
                    variant.title(),
                    delays.median() / MILLION,
                    delays.min() / MILLION,
                    delays.max() / MILLION,
                    variant == Variant.HOST));
        }
        return new BarChart(Row.P999.title, "ms", bars);
    }

    private TextTable table() {
        TextTable table = new TextTable(List.of(
                "",
                Variant.IDLE.title(),
                Variant.HOST.title(),
                Variant.PLAIN.title(),
                Variant.HOST.title() + " / " + Variant.IDLE.title(),
                Variant.HOST.title() + " / " + Variant.PLAIN.title()));
        for (Row row : Row.values()) {
            table.add(List.of(
                    row.title,
                    median(Variant.IDLE, row),
                    median(Variant.HOST, row),
                    median(Variant.PLAIN, row),
                    row.comparedWithIdle
                            ? rounds.hostOver(Variant.IDLE, row.value).toString()
                            : "",
                    row.comparedWithPlain
                            ? rounds.hostOver(Variant.PLAIN, row.value).toString()
                            : ""));
        }
        return table;
    }

    private String median(Variant variant, Row row) {
        double median = rounds.series(variant, row.value).median() / row.unit;
        return String.format(Locale.ROOT, "%." + row.digits + "f", median);
    }

    private List<String> losses() {
        List<String> lines = new ArrayList<>();
        for (Row row : Row.values()) {
            if (row.comparedWithPlain) {
                Ratio ratio = rounds.hostOver(Variant.PLAIN, row.value);
                if (ratio.isMore()) {
                    lines.add("PluginHost loses to the plain thread: " + row.title + ", " + ratio + " times");
                }
            }
        }
        return lines.isEmpty() ? List.of("PluginHost loses to the plain thread nowhere") : lines;
    }
}
