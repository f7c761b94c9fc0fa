package dev.pluginhost.benchmarks.cold;

import static dev.pluginhost.benchmarks.report.Table.format;

import dev.pluginhost.benchmarks.cold.Cold.Run;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Options;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Goal;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Series;
import dev.pluginhost.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The report of cold starts.
 *
 * @param rounds what was measured; a setting or a contender may be missing
 * @param archiveNotes what was noticed about class archives
 */
record ColdReport(Options options, Rounds<Run> rounds, List<String> archiveNotes) {

    private static final double MILLION = 1_000_000;

    Chapter chapter() {
        Chapter chapter = new Chapter("Cold starts");
        addGoals(chapter);
        chapter.remarks(preface().toArray(String[]::new));
        for (Setting setting : Cold.settings(options)) {
            if (!variants(setting).isEmpty()) {
                addSetting(chapter, setting);
            }
        }
        return chapter;
    }

    private void addGoals(Chapter chapter) {
        goal(chapter, Setting.ONE_OF_FEW, Variant.HOST, Variant.PF4J, 1);
        goal(chapter, Setting.ONE, Variant.HOST, Variant.JBOSS, 1);
        Run many = new Run(Setting.ONE_OF_MANY, Variant.HOST);
        Run one = new Run(Setting.ONE, Variant.HOST);
        Run few = new Run(Setting.ONE_OF_FEW, Variant.HOST);
        goal(chapter, "", many, one, Figure.NANOS, 2);
        for (Setting all : List.of(Setting.ALL_FLAT, Setting.ALL_DAG)) {
            goal(chapter, all, Variant.HOST, Variant.PF4J, 0.8);
            goal(chapter, all, Variant.HOST_IMPORT_ALL, Variant.PF4J, 0.8);
            goal(chapter, all, Variant.HOST_NO_INDEX, Variant.PF4J, 1.1);
            goal(chapter, all, Variant.HOST_ARCHIVE, Variant.PF4J_ARCHIVE, 0.7);
        }
        if (rounds.has(one) && rounds.has(few)) {
            String what = format("start() with %,d installed", one.setting().installed(options));
            String other = format("itself, with %,d", few.setting().installed(options));
            chapter.goal(new Goal(what, other, 2, rounds.ratio(one, few, Figure.START_NANOS)));
        }
        goal(chapter, Setting.ALL_FLAT, Variant.HOST, Variant.HOST_FEW_FILES, 0.85);
        for (Figure figure : List.of(Figure.HEAP, Figure.METASPACE)) {
            for (Setting all : List.of(Setting.ALL_FLAT, Setting.ALL_DAG)) {
                Run host = new Run(all, Variant.HOST);
                goal(chapter, Options.key(figure) + " per plugin, ", host, new Run(all, Variant.PF4J), figure, 1);
            }
        }
    }

    private void goal(Chapter chapter, Setting setting, Variant host, Variant rival, double atMost) {
        goal(chapter, "", new Run(setting, host), new Run(setting, rival), Figure.NANOS, atMost);
    }

    private void goal(Chapter chapter, String what, Run run, Run other, Figure figure, double atMost) {
        if (rounds.has(run) && rounds.has(other)) {
            String how =
                    run.variant() == Variant.HOST ? "" : run.variant().title.replace("PluginHost", "");
            String rival = run.setting() == other.setting()
                    ? other.variant().title
                    : "itself, " + other.setting().title(options);
            Ratio ratio = rounds.ratio(run, other, figure);
            chapter.goal(new Goal(what + run.setting().title(options) + how, rival, atMost, ratio));
        }
    }

    private List<String> preface() {
        List<String> lines = new ArrayList<>();
        lines.add("rounds: " + options.number("rounds") + ", each contender in a fresh JVM, in an order that changes");
        String jars = Cold.contenders(Setting.ALL_FLAT, options).stream()
                .flatMap(variant -> variant.home().libraries().stream())
                .map(jar -> Objects.toString(jar.getFileName()).replace(".jar", ""))
                .distinct()
                .collect(Collectors.joining(", "));
        if (!jars.isEmpty()) {
            lines.add("rivals: " + jars);
        }
        lines.addAll(archiveNotes);
        lines.add(
                "figures are medians of the rounds; a ratio is of medians, with the least and the greatest of a round;"
                        + " below 1.00 PluginHost is better");
        return lines;
    }

    private void addSetting(Chapter chapter, Setting setting) {
        String title = setting.title(options);
        title = title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
        chapter.heading(title);
        Table<Variant> table = new Table<>(variants(setting))
                .column("", "", variant -> variant.title)
                .column("time (ms)", "%.0f", variant -> millis(setting, variant).median())
                .column("least–greatest", "", variant -> {
                    Series millis = millis(setting, variant);
                    return format("%.0f–%.0f", millis.min(), millis.max());
                });
        for (Variant host : List.of(Variant.HOST, Variant.HOST_ARCHIVE)) {
            if (variants(setting).contains(host)) {
                table.column(
                        host.title + " / it",
                        "",
                        variant -> variant == host ? "" : ratio(setting, host, variant, Figure.NANOS));
            }
        }
        table.column("until started (ms)", "", it -> it.isHost() ? started(setting, it) : "")
                .column("heap after it (MB)", "%.1f", it -> rounds.median(run(setting, it), Figure.HEAP, MILLION))
                .column("metaspace (MB)", "%.1f", it -> rounds.median(run(setting, it), Figure.METASPACE, MILLION));
        chapter.table(table);
    }

    private static Run run(Setting setting, Variant variant) {
        return new Run(setting, variant);
    }

    private String started(Setting setting, Variant host) {
        return format("%.0f", rounds.median(run(setting, host), Figure.START_NANOS, MILLION));
    }

    private Ratio ratio(Setting setting, Variant host, Variant variant, Figure figure) {
        return rounds.ratio(run(setting, host), run(setting, variant), figure);
    }

    private Series millis(Setting setting, Variant variant) {
        return rounds.series(run(setting, variant), Figure.NANOS).in(MILLION);
    }

    private List<Variant> variants(Setting setting) {
        return Arrays.stream(Variant.values())
                .filter(variant -> rounds.has(run(setting, variant)))
                .toList();
    }
}
