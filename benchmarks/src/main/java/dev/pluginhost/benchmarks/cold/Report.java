package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.report.BarChart;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Details;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import dev.pluginhost.benchmarks.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What a run comes to. */
final class Report {

    private static final double MILLION = 1_000_000;

    /** What the host can win or lose at. */
    private record Figure(String title, ToLongFunction<Measurement> value) {}

    private static final List<Figure> FIGURES = List.of(
            new Figure("time", Measurement::nanos),
            new Figure("heap", Measurement::heapBytes),
            new Figure("metaspace", Measurement::metaspaceBytes));

    private final Results results;

    Report(Results results) {
        this.results = results;
    }

    Chapter chapter() {
        return new Chapter("Cold starts", Verdicts.of(results), details());
    }

    private Details details() {
        Details details = new Details();
        details.remarks(preface());
        results.rounds().forEach((setting, measured) -> {
            String title = titled(setting.title(results.options()));
            details.heading(title);
            details.chart(setting.chart(), title, chart(title, measured).svg());
            details.table(table(measured));
            details.remarks(losses(measured));
        });
        for (Shape shape : results.options().shapes()) {
            addMemory(shape, details);
        }
        return details;
    }

    private void addMemory(Shape shape, Details details) {
        Optional<Rounds> all = results.of(shape, Task.ALL);
        Optional<Rounds> one = results.of(shape, Task.ONE);
        int plugins = results.options().plugins();
        if (all.isPresent() && one.isPresent() && plugins > results.loadedForOne(shape)) {
            details.heading("Memory per imported plugin: " + new Setting(shape, Task.ALL).title(results.options()));
            details.table(new Memory(all.get(), plugins, one.get(), results.loadedForOne(shape)).table());
        }
    }

    private List<String> preface() {
        Options options = results.options();
        List<String> lines = new ArrayList<>();
        lines.add("rounds: " + options.rounds() + ", each contender in a fresh JVM, in an order that changes");
        String rivals = options.contenders().stream()
                .map(Rivals::artifact)
                .flatMap(Optional::stream)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!rivals.isEmpty()) {
            lines.add("rivals: " + rivals);
        }
        lines.addAll(results.notes());
        lines.add(
                "figures are medians of the rounds; a ratio is of medians, with the least and the greatest of a round;"
                        + " below 1.00 PluginHost is better");
        return lines;
    }

    private static TextTable table(Rounds measured) {
        boolean withArchive = measured.has(Variant.HOST_ARCHIVE);
        List<String> titles = new ArrayList<>(List.of("", "time (ms)", "least–greatest", "PluginHost / it"));
        if (withArchive) {
            titles.add("PluginHost, archive / it");
        }
        titles.addAll(List.of("heap after it (MB)", "metaspace (MB)"));
        TextTable table = new TextTable(titles);
        for (Variant variant : measured.variants()) {
            Series nanos = measured.series(variant, Measurement::nanos);
            List<String> row = new ArrayList<>(List.of(
                    variant.title(),
                    millions(nanos.median(), 0),
                    millions(nanos.min(), 0) + "–" + millions(nanos.max(), 0),
                    times(measured, Variant.HOST, variant)));
            if (withArchive) {
                row.add(times(measured, Variant.HOST_ARCHIVE, variant));
            }
            row.add(millions(measured.series(variant, Measurement::heapBytes).median(), 1));
            row.add(millions(
                    measured.series(variant, Measurement::metaspaceBytes).median(), 1));
            table.add(row);
        }
        return table;
    }

    private static String times(Rounds measured, Variant host, Variant variant) {
        return variant == host
                ? ""
                : measured.ratio(host, variant, Measurement::nanos).toString();
    }

    /** A variant with an archive is compared with the host that has one, and none with both. */
    private static List<String> losses(Rounds measured) {
        List<String> lines = new ArrayList<>();
        for (Figure figure : FIGURES) {
            List<String> better = new ArrayList<>();
            for (Variant variant : measured.variants()) {
                Variant host = variant.hasArchive() && measured.has(Variant.HOST_ARCHIVE)
                        ? Variant.HOST_ARCHIVE
                        : Variant.HOST;
                Ratio ratio = measured.ratio(host, variant, figure.value);
                if (!variant.isHost() && ratio.isMore()) {
                    better.add(host.title() + " / " + variant.title() + " " + ratio);
                }
            }
            if (!better.isEmpty()) {
                lines.add("PluginHost loses in " + figure.title + ": " + String.join("; ", better));
            }
        }
        return lines.isEmpty() ? List.of("PluginHost loses nowhere") : lines;
    }

    private static BarChart chart(String title, Rounds measured) {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (Variant variant : measured.variants()) {
            Series nanos = measured.series(variant, Measurement::nanos);
            bars.add(new BarChart.Bar(
                    variant.title(),
                    nanos.median() / MILLION,
                    nanos.min() / MILLION,
                    nanos.max() / MILLION,
                    variant.isHost()));
        }
        return new BarChart(title, "ms", bars);
    }

    private static String titled(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String millions(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value / MILLION);
    }
}
