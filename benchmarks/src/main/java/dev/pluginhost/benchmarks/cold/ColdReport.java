package dev.pluginhost.benchmarks.cold;

import static dev.pluginhost.benchmarks.report.Table.format;

import dev.pluginhost.benchmarks.cold.Setting.Graph;
import dev.pluginhost.benchmarks.cold.Setting.Task;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Options;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Chart;
import dev.pluginhost.benchmarks.report.Goal;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import dev.pluginhost.benchmarks.report.Table;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The report of cold starts.
 *
 * @param rounds what was measured; a setting or a contender may be missing
 * @param othersOfOne how many plugins are loaded with the one plugin
 * @param archiveNotes what was noticed about class archives
 */
record ColdReport(
        Options options, Rounds<Setting.Run> rounds, Map<Graph, Integer> othersOfOne, List<String> archiveNotes) {

    private static final double MILLION = 1_000_000;

    /** What the host can win or lose at. */
    private static final List<Figure> FIGURES = List.of(Figure.NANOS, Figure.HEAP, Figure.METASPACE);

    Chapter chapter() {
        Chapter chapter = new Chapter("Cold starts");
        List<Graph> graphs = options.words("graph", Graph.class);
        graphs.forEach(graph -> {
            Setting all = new Setting(graph, Task.ALL);
            addGoal(chapter, all, Variant.HOST, Variant.PF4J, Figure.NANOS, 0.70);
            addGoal(chapter, all, Variant.HOST_ARCHIVE, Variant.PF4J, Figure.NANOS, 0.50);
            addGoal(chapter, all, Variant.HOST, Variant.ONE_LAYER, Figure.NANOS, 0.75);
        });
        graphs.forEach(
                graph -> addGoal(chapter, new Setting(graph, Task.ONE), Variant.HOST, Variant.JBOSS, Figure.NANOS, 1));
        Setting.Run many = new Setting(Graph.FLAT, Task.ONE_OF_MANY).by(Variant.HOST);
        Setting.Run few = new Setting(Graph.FLAT, Task.ONE).by(Variant.HOST);
        if (rounds.has(many) && rounds.has(few)) {
            String title = "time: " + many.setting().title(options);
            String itself = "itself, one of " + options.number("plugins");
            chapter.goal(new Goal(title, itself, 2, rounds.ratio(many, few, Figure.NANOS)));
        }
        graphs.forEach(graph -> {
            Setting all = new Setting(graph, Task.ALL);
            addGoal(chapter, all, Variant.HOST, Variant.PF4J, Figure.HEAP, 1);
            addGoal(chapter, all, Variant.HOST, Variant.PF4J, Figure.METASPACE, 1);
        });
        chapter.remarks(preface().toArray(String[]::new));
        for (Setting setting : Setting.of(options)) {
            if (!variants(setting).isEmpty()) {
                addSetting(chapter, setting);
            }
        }
        graphs.forEach(graph -> addMemory(chapter, graph));
        return chapter;
    }

    private void addGoal(Chapter chapter, Setting setting, Variant host, Variant rival, Figure figure, double atMost) {
        if (variants(setting).containsAll(List.of(host, rival))) {
            String what = title(figure) + (figure == Figure.NANOS ? ": " : " per imported plugin: ");
            String how = host.hasArchive ? ", with a class archive" : "";
            Ratio ratio = rounds.ratio(setting.by(host), setting.by(rival), figure);
            chapter.goal(new Goal(what + setting.title(options) + how, rival.title, atMost, ratio));
        }
    }

    private static String title(Figure figure) {
        return figure == Figure.NANOS ? "time" : Options.key(figure);
    }

    private List<String> preface() {
        List<String> lines = new ArrayList<>();
        lines.add("rounds: " + options.number("rounds") + ", each contender in a fresh JVM, in an order that changes");
        String rivals = Cold.contenders(options).stream()
                .filter(variant -> !variant.artifact.isEmpty())
                .map(ColdReport::artifact)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!rivals.isEmpty()) {
            lines.add("rivals: " + rivals);
        }
        for (Graph graph : options.words("graph", Graph.class)) {
            int others = othersOfOne.getOrDefault(graph, 0);
            if (others > 0) {
                lines.add("where " + graph.title + ", one plugin comes with " + others + " others");
            }
        }
        lines.addAll(archiveNotes);
        lines.add(
                "figures are medians of the rounds; a ratio is of medians, with the least and the greatest of a round;"
                        + " below 1.00 PluginHost is better");
        return lines;
    }

    /** The name of a rival's jar with its version. */
    private static String artifact(Variant variant) {
        return Stream.concat(
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(path -> String.valueOf(Path.of(path).getFileName())),
                        Arrays.stream(Objects.requireNonNullElse(
                                Layrry.directory().toFile().list(), new String[0])))
                .filter(name -> name.startsWith(variant.artifact))
                .findFirst()
                .orElse(variant.title)
                .replace(".jar", "");
    }

    private void addSetting(Chapter chapter, Setting setting) {
        String title = setting.title(options);
        title = title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
        chapter.heading(title);
        List<Chart.Bar> bars = variants(setting).stream()
                .map(variant -> new Chart.Bar(variant.title, millis(setting, variant), variant.isHost()))
                .toList();
        chapter.chart("cold-" + setting.key() + ".svg", Chart.bars(title, "ms", bars));
        Table<Variant> table = new Table<>(variants(setting))
                .column("", "", variant -> variant.title)
                .column("time (ms)", "%.0f", variant -> millis(setting, variant).median())
                .column("least–greatest", "", variant -> {
                    Series millis = millis(setting, variant);
                    return format("%.0f–%.0f", millis.min(), millis.max());
                });
        for (Variant host : variants(setting)) {
            if (host.isHost()) {
                table.column(host.title + " / it", "", variant -> ratio(setting, host, variant, Figure.NANOS));
            }
        }
        table.column("heap after it (MB)", "%.1f", it -> rounds.median(setting.by(it), Figure.HEAP, MILLION))
                .column("metaspace (MB)", "%.1f", it -> rounds.median(setting.by(it), Figure.METASPACE, MILLION));
        chapter.table(table);
        chapter.remarks(losses(setting).toArray(String[]::new));
    }

    /** The ratio of a host to a contender; nothing is said of a host to itself. */
    private Object ratio(Setting setting, Variant host, Variant variant, Figure figure) {
        return variant == host ? "" : rounds.ratio(setting.by(host), setting.by(variant), figure);
    }

    private Series millis(Setting setting, Variant variant) {
        return rounds.series(setting.by(variant), Figure.NANOS).in(MILLION);
    }

    /** A rival with an archive is compared with the host that has one, the others with the host that has none. */
    private List<String> losses(Setting setting) {
        List<String> lines = new ArrayList<>();
        for (Figure figure : FIGURES) {
            List<String> better = new ArrayList<>();
            for (Variant variant : variants(setting)) {
                Variant host = variant.hasArchive && rounds.has(setting.by(Variant.HOST_ARCHIVE))
                        ? Variant.HOST_ARCHIVE
                        : Variant.HOST;
                Ratio ratio = rounds.ratio(setting.by(host), setting.by(variant), figure);
                if (!variant.isHost() && ratio.isMoreThan(1)) {
                    better.add(host.title + " / " + variant.title + " " + ratio);
                }
            }
            if (!better.isEmpty()) {
                lines.add("PluginHost loses in " + title(figure) + ": " + String.join("; ", better));
            }
        }
        return lines.isEmpty() ? List.of("PluginHost loses nowhere") : lines;
    }

    /**
     * Adds what a plugin takes in memory. A plain share includes the contender's own classes, and what it keeps of plugins that
     * it has not loaded. Beyond a JVM that has one plugin loaded, only the other plugins count.
     */
    private void addMemory(Chapter chapter, Graph graph) {
        Setting all = new Setting(graph, Task.ALL);
        int plugins = options.number("plugins");
        int others = plugins - 1 - othersOfOne.getOrDefault(graph, 0);
        List<Variant> variants = variants(all);
        if (others <= 0
                || variants.isEmpty()
                || variants(new Setting(graph, Task.ONE)).isEmpty()) {
            return;
        }
        Table<Variant> table = new Table<>(variants).column("", "", variant -> variant.title);
        for (Figure figure : List.of(Figure.HEAP, Figure.METASPACE)) {
            table.column(
                            title(figure) + " (kB)",
                            "%.1f",
                            variant -> rounds.median(all.by(variant), figure, 1000.0 * plugins))
                    .column(
                            "beyond one (kB)",
                            "%.1f",
                            variant -> beyond(graph, variant, figure)
                                    .in(1000.0 * others)
                                    .median())
                    .column(
                            "PluginHost / it",
                            "",
                            variant -> variant == Variant.HOST
                                    ? ""
                                    : beyond(graph, Variant.HOST, figure).over(beyond(graph, variant, figure)));
        }
        chapter.heading("Memory per imported plugin: " + all.title(options));
        chapter.table(table);
    }

    private Series beyond(Graph graph, Variant variant, Figure figure) {
        return rounds.series(new Setting(graph, Task.ALL).by(variant), figure)
                .minus(rounds.series(new Setting(graph, Task.ONE).by(variant), figure));
    }

    private List<Variant> variants(Setting setting) {
        return Arrays.stream(Variant.values())
                .filter(variant -> rounds.has(setting.by(variant)))
                .toList();
    }
}
