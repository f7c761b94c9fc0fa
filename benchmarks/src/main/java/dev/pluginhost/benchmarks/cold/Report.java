package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.process.Machine;
import dev.pluginhost.benchmarks.report.BarChart;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import dev.pluginhost.benchmarks.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    private final Options options;
    private final Map<Setting, Rounds> rounds;
    private final List<String> notes;

    /**
     * Of a whole run.
     *
     * @param rounds what was measured in each setting, in the order in which they are shown
     * @param notes what else should be known
     */
    Report(Options options, Map<Setting, Rounds> rounds, List<String> notes) {
        this.options = options;
        this.rounds = new LinkedHashMap<>(rounds);
        this.notes = List.copyOf(notes);
    }

    List<String> plain() {
        List<String> lines = new ArrayList<>(preface());
        rounds.forEach((setting, measured) -> {
            lines.addAll(List.of("", setting.title(options.plugins()), ""));
            lines.addAll(table(measured).plain());
            lines.add("");
            lines.addAll(losses(measured));
        });
        return lines;
    }

    /** A page that shows the {@linkplain #charts charts} beside it. */
    List<String> markdown() {
        List<String> lines = new ArrayList<>(List.of(
                "# Cold starts",
                "",
                "[How it is measured and read, and the command that wrote this](../benchmarks/README.md#cold-starts)",
                ""));
        preface().forEach(line -> lines.add("- " + line));
        rounds.forEach((setting, measured) -> {
            String title = setting.title(options.plugins());
            lines.addAll(List.of("", "## " + title, "", "![" + title + "](" + setting.chart() + ")", ""));
            lines.addAll(table(measured).markdown());
            lines.add("");
            losses(measured).forEach(line -> lines.add("- " + line));
        });
        return lines;
    }

    /** The charts by the names of their files. */
    Map<String, List<String>> charts() {
        Map<String, List<String>> charts = new LinkedHashMap<>();
        rounds.forEach((setting, measured) -> charts.put(
                setting.chart(),
                chart(setting.title(options.plugins()), measured).svg()));
        return charts;
    }

    private List<String> preface() {
        List<String> lines = new ArrayList<>();
        lines.add(Machine.description());
        lines.add(String.format(Locale.ROOT, "rounds: %d, each contender in a fresh JVM, in turn", options.rounds()));
        String rivals = options.contenders().stream()
                .map(Rivals::artifact)
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        if (!rivals.isEmpty()) {
            lines.add("rivals: " + rivals);
        }
        lines.addAll(notes);
        lines.add(
                "figures are medians of the rounds; a ratio is of medians, with the least and the greatest of a round;"
                        + " below 1.00 PluginHost is better");
        return lines;
    }

    private static TextTable table(Rounds measured) {
        TextTable table = new TextTable(
                List.of("", "time (ms)", "least–greatest", "PluginHost / it", "heap after it (MB)", "metaspace (MB)"));
        for (Variant variant : measured.variants()) {
            Series nanos = measured.series(variant, Measurement::nanos);
            table.add(List.of(
                    variant.title(),
                    millions(nanos.median(), 0),
                    millions(nanos.min(), 0) + "–" + millions(nanos.max(), 0),
                    variant == Variant.HOST
                            ? ""
                            : measured.hostOver(variant, Measurement::nanos).toString(),
                    millions(measured.series(variant, Measurement::heapBytes).median(), 1),
                    millions(
                            measured.series(variant, Measurement::metaspaceBytes)
                                    .median(),
                            1)));
        }
        return table;
    }

    private static List<String> losses(Rounds measured) {
        List<String> lines = new ArrayList<>();
        for (Figure figure : FIGURES) {
            List<String> better = new ArrayList<>();
            for (Variant variant : measured.variants()) {
                if (variant != Variant.HOST) {
                    Ratio ratio = measured.hostOver(variant, figure.value);
                    if (ratio.isMore()) {
                        better.add(variant.title() + " " + ratio);
                    }
                }
            }
            if (!better.isEmpty()) {
                lines.add("PluginHost loses in " + figure.title + ": PluginHost / " + String.join(", / ", better));
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
                    variant == Variant.HOST));
        }
        return new BarChart(title, "ms", bars);
    }

    private static String millions(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value / MILLION);
    }
}
