package dev.pluginhost.benchmarks.cold;

import static dev.pluginhost.benchmarks.report.Table.format;

import dev.pluginhost.benchmarks.cold.Cold.Run;
import dev.pluginhost.benchmarks.cold.Cold.Setting;
import dev.pluginhost.benchmarks.harness.Figure;
import dev.pluginhost.benchmarks.harness.Options;
import dev.pluginhost.benchmarks.harness.Rounds;
import dev.pluginhost.benchmarks.report.Chapter;
import dev.pluginhost.benchmarks.report.Goal;
import dev.pluginhost.benchmarks.report.Ratio;
import dev.pluginhost.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            List<Run> runs = Stream.of(Variant.values())
                    .map(variant -> new Run(setting, variant))
                    .filter(rounds::has)
                    .toList();
            if (!runs.isEmpty()) {
                addSetting(chapter, setting, runs);
            }
        }
        return chapter;
    }

    private void addGoals(Chapter chapter) {
        goal(chapter, Setting.ONE_OF_FEW, Variant.HOST, Variant.PF4J, 1);
        goal(chapter, Setting.ONE, Variant.HOST, Variant.JBOSS, 1);
        Run one = new Run(Setting.ONE, Variant.HOST);
        Run few = new Run(Setting.ONE_OF_FEW, Variant.HOST);
        goal(chapter, "", new Run(Setting.ONE_OF_MANY, Variant.HOST), one, Figure.NANOS, 2);
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

    private void addSetting(Chapter chapter, Setting setting, List<Run> runs) {
        String title = setting.title(options);
        chapter.heading(title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1));
        Table<Run> table = new Table<>(runs)
                .column("", "", run -> run.variant().title)
                .column("time (ms)", "%.0f", run -> rounds.median(run, Figure.NANOS, MILLION))
                .column(
                        "least–greatest",
                        "",
                        run -> format(
                                "%.0f–%.0f",
                                rounds.series(run, Figure.NANOS).min() / MILLION,
                                rounds.series(run, Figure.NANOS).max() / MILLION));
        for (Run host : runs) {
            if (host.variant() == Variant.HOST || host.variant() == Variant.HOST_ARCHIVE) {
                table.column(
                        host.variant().title + " / it",
                        "",
                        run -> run.equals(host) ? "" : rounds.ratio(host, run, Figure.NANOS));
            }
        }
        chapter.table(table.column(
                        "until started (ms)",
                        "%.0f",
                        run -> run.variant().isHost() ? rounds.median(run, Figure.START_NANOS, MILLION) : "")
                .column("heap after it (MB)", "%.1f", run -> rounds.median(run, Figure.HEAP, MILLION))
                .column("metaspace (MB)", "%.1f", run -> rounds.median(run, Figure.METASPACE, MILLION)));
    }
}
