package dev.pluginhost.cli;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.UnloadReport.Plugin.Collection;
import dev.pluginhost.cli.base.Json;
import dev.pluginhost.cli.base.Table;
import dev.pluginhost.cli.base.Terminal;
import dev.pluginhost.cli.base.Terminal.Style;
import dev.pluginhost.cli.base.Text;
import dev.pluginhost.cli.base.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came of importing plugins and of unloading them again. Keeps nothing of the plugins.
 *
 * @param wanted the names that were asked for
 * @param failures a message for each of these that could not be imported
 * @param plugins all plugins, as they were when the imports had ended
 * @param unloaded what is left of each that was imported
 * @param slow how long an import may take; null for any time
 */
record ImportRun(
        Set<String> wanted,
        Map<String, String> failures,
        List<PluginInfo> plugins,
        List<UnloadReport.Plugin> unloaded,
        @Nullable Duration slow) {

    private static final List<ImportStage> WORK =
            List.of(ImportStage.OPEN, ImportStage.RESOLVE, ImportStage.DEFINE, ImportStage.START);

    /** Those of which an import was tried, the slowest first. */
    private List<PluginInfo> tried() {
        return plugins.stream()
                .filter(plugin -> plugin.trace().isPresent())
                .sorted(Comparator.comparing(ImportRun::work).reversed().thenComparing(PluginInfo::name))
                .toList();
    }

    /** How long an import took, without its time in the queue. */
    private static Duration work(PluginInfo plugin) {
        Duration work = Duration.ZERO;
        for (ImportStage stage : WORK) {
            work = work.plus(plugin.trace().orElseThrow().time(stage));
        }
        return work;
    }

    private boolean isSlow(PluginInfo plugin) {
        return slow != null && work(plugin).compareTo(slow) > 0;
    }

    private static boolean isLeft(UnloadReport.Plugin plugin) {
        return plugin.collection() != Collection.COLLECTED || !plugin.problems().isEmpty();
    }

    /** Plugins that are imported but lack services. */
    private List<PluginInfo> lacking() {
        return plugins.stream()
                .filter(plugin -> plugin.state() == PluginState.IMPORTED
                        && plugin.failure().isPresent())
                .toList();
    }

    boolean isWell() {
        return failures.isEmpty()
                && lacking().isEmpty()
                && tried().stream().noneMatch(this::isSlow)
                && unloaded.stream().noneMatch(ImportRun::isLeft);
    }

    // As text

    void printOn(Terminal terminal, boolean withStacks) {
        printTimes(terminal);
        for (Map.Entry<String, String> failure : failures.entrySet()) {
            terminal.say(Style.RED, failure.getKey() + " failed with " + failure.getValue());
            printStack(failure.getKey(), withStacks, terminal);
        }
        for (PluginInfo plugin : lacking()) {
            terminal.say(
                    Style.RED,
                    plugin.name() + " lacks services: "
                            + plugin.failure().orElseThrow().message());
            printStack(plugin.name(), withStacks, terminal);
        }
        for (PluginInfo plugin : tried()) {
            if (isSlow(plugin)) {
                terminal.say(
                        Style.RED,
                        plugin.name() + " is slow: " + Values.millis(work(plugin)) + " ms, of which "
                                + slowest(plugin.trace().orElseThrow()));
            }
        }
        for (UnloadReport.Plugin plugin : unloaded) {
            if (isLeft(plugin)) {
                printLeft(plugin, terminal);
            }
        }
        int imported = wanted.size() - failures.size();
        long collected = unloaded.stream()
                .filter(plugin -> plugin.collection() == Collection.COLLECTED)
                .count();
        terminal.say(imported + " of " + Text.count(wanted.size(), "plugin") + " imported, " + collected + " of "
                + unloaded.size() + " collected after their unload");
    }

    private void printTimes(Terminal terminal) {
        Table table = new Table(
                "plugin", "version", "state", "thread", "queue>", "open>", "resolve>", "define>", "start>", "ms>");
        for (PluginInfo plugin : tried()) {
            PluginInfo.Trace trace = plugin.trace().orElseThrow();
            List<String> cells = new ArrayList<>();
            cells.add(plugin.name());
            cells.add(plugin.version().map(Object::toString).orElse("-"));
            cells.add(Values.word(plugin.state()));
            cells.add(trace.thread());
            cells.add(time(trace, ImportStage.QUEUE));
            WORK.forEach(stage -> cells.add(time(trace, stage)));
            cells.add(Values.millis(work(plugin)));
            boolean isBad = isSlow(plugin) || plugin.failure().isPresent();
            table.add(isBad ? Style.RED : Style.PLAIN, cells.toArray(String[]::new));
        }
        table.printOn(terminal);
        terminal.say("");
    }

    private static String time(PluginInfo.Trace trace, ImportStage stage) {
        return trace.times().containsKey(stage) ? Values.millis(trace.time(stage)) : "-";
    }

    /** The stage that took the longest, with its milliseconds. */
    static String slowest(PluginInfo.Trace trace) {
        ImportStage slowest =
                WORK.stream().max(Comparator.comparing(trace::time)).orElseThrow();
        return Values.word(slowest) + " " + Values.millis(trace.time(slowest));
    }

    private void printStack(String name, boolean withStacks, Terminal terminal) {
        if (withStacks) {
            plugins.stream()
                    .filter(plugin -> plugin.name().equals(name))
                    .flatMap(plugin -> plugin.failure().stream())
                    .flatMap(failure -> failure.details().lines())
                    .forEach(line -> terminal.remark(line.replace("\t", "    ")));
        }
    }

    private static void printLeft(UnloadReport.Plugin plugin, Terminal terminal) {
        String what = switch (plugin.collection()) {
            case COLLECTED -> " is collected";
            case HELD -> " is unloaded but not collected";
            case NOT_CHECKED -> " is unloaded; whether it is collected is not known";
        };
        terminal.say(Style.RED, plugin.name() + what);
        for (UnloadReport.Holder holder : plugin.holders()) {
            terminal.say("    held by " + holder.kind() + ": " + holder.what());
            holder.stack().forEach(frame -> terminal.say("        at " + frame));
        }
        plugin.problems().forEach(problem -> terminal.say("    " + problem));
    }

    // As JSON

    Json json(List<Path> directories) {
        return Json.object()
                .with("directories", Values.paths(directories))
                .with("wanted", List.copyOf(wanted))
                .with("imports", tried().stream().map(this::json).toList())
                .with(
                        "failures",
                        failures.entrySet().stream()
                                .map(failure -> Json.object()
                                        .with("name", failure.getKey())
                                        .with("message", failure.getValue()))
                                .toList())
                .with("unloads", unloaded.stream().map(ImportRun::json).toList())
                .with("well", isWell());
    }

    private Json json(PluginInfo plugin) {
        PluginInfo.Trace trace = plugin.trace().orElseThrow();
        Json stages = Json.object();
        trace.times().forEach((stage, time) -> stages.with(Values.word(stage), Values.millisOf(time)));
        return Values.json(plugin)
                .with("thread", trace.thread())
                .with("requestedBy", trace.requestedBy())
                .with("requestedAt", trace.requestedAt())
                .with("milliseconds", Values.millisOf(work(plugin)))
                .with("stages", stages)
                .with("slow", isSlow(plugin));
    }

    private static Json json(UnloadReport.Plugin plugin) {
        return Json.object()
                .with("name", plugin.name())
                .with("version", plugin.version())
                .with("collection", plugin.collection())
                .with(
                        "holders",
                        plugin.holders().stream()
                                .map(holder -> Json.object()
                                        .with("kind", holder.kind())
                                        .with("what", holder.what())
                                        .with("stack", holder.stack()))
                                .toList())
                .with("problems", plugin.problems());
    }
}
