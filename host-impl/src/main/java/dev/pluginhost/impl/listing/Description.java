package dev.pluginhost.impl.listing;

import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginInfo.Trace;
import dev.pluginhost.PluginState;
import dev.pluginhost.Problem;
import dev.pluginhost.Problem.Severity;
import dev.pluginhost.impl.installed.Installed.LastReading;
import dev.pluginhost.modules.check.GraphCheck;
import dev.pluginhost.spi.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Describes what is installed, for people: a table of all plugins, and below it what is wrong. Stateless. */
public final class Description {

    private static final List<ImportStage> STAGES =
            List.of(ImportStage.QUEUE, ImportStage.OPEN, ImportStage.RESOLVE, ImportStage.DEFINE, ImportStage.START);

    private static final List<String> TITLES = List.of(
            "plugin",
            "version",
            "timing",
            "state",
            "import thread",
            "queue",
            "open",
            "resolve",
            "define",
            "start",
            "total");

    /** The columns from this one on have numbers, which are aligned to the right. */
    private static final int FIRST_NUMBER = 5;

    private static final int WIDEST = 40;
    private static final String CUT = "...";
    private static final String GAP = "  ";
    private static final int MOST_PROBLEMS = 100;

    private Description() {}

    /** With what is there as the sources were last read, if they were. */
    public static String of(Listing listing, @Nullable LastReading reading) {
        List<PluginInfo> plugins = listing.of(reading);
        List<Problem> problems = reading == null ? List.of() : reading.graph().problems();
        List<String> lines = new ArrayList<>();
        lines.add(summary(plugins));
        if (!plugins.isEmpty()) {
            lines.addAll(table(plugins));
        }
        List<String> wrong = wrong(plugins, problems);
        if (!wrong.isEmpty()) {
            lines.add("Problems:");
            wrong.stream().limit(MOST_PROBLEMS).forEach(line -> lines.add(GAP + line));
            if (wrong.size() > MOST_PROBLEMS) {
                lines.add(GAP + "and " + (wrong.size() - MOST_PROBLEMS) + " more");
            }
        }
        return String.join("\n", lines);
    }

    private static String summary(List<PluginInfo> plugins) {
        if (plugins.isEmpty()) {
            return "No plugins are installed";
        }
        Map<PluginState, Integer> states = new EnumMap<>(PluginState.class);
        plugins.forEach(plugin -> states.merge(plugin.state(), 1, Integer::sum));
        String counts = states.entrySet().stream()
                .map(state -> state.getValue() + " " + lowerCase(state.getKey()))
                .collect(Collectors.joining(", "));
        return "Plugins: " + counts + "; times in milliseconds";
    }

    // The table

    /** Imported plugins first. */
    private static List<String> table(List<PluginInfo> plugins) {
        List<List<String>> rows = new ArrayList<>();
        plugins.stream()
                .sorted(Comparator.comparing((PluginInfo plugin) -> plugin.state() != PluginState.IMPORTED))
                .forEach(plugin -> rows.add(cells(plugin)));
        int[] widths = new int[TITLES.size()];
        Arrays.setAll(
                widths,
                column -> Math.max(
                        length(TITLES.get(column)),
                        rows.stream()
                                .mapToInt(row -> length(row.get(column)))
                                .max()
                                .orElse(0)));
        List<String> lines = new ArrayList<>();
        lines.add(line(TITLES, widths));
        lines.add(line(Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private static List<String> cells(PluginInfo plugin) {
        boolean isPlugin = plugin.state() != PluginState.UNREADABLE && plugin.state() != PluginState.AMBIGUOUS;
        List<String> cells = new ArrayList<>();
        cells.add(cut(plugin.name()));
        cells.add(cut(plugin.version().map(Object::toString).orElse("")));
        cells.add(isPlugin ? lowerCase(plugin.timing()) : "");
        cells.add(lowerCase(plugin.state()));
        cells.add(cut(plugin.trace().map(Trace::thread).orElse("")));
        for (ImportStage stage : STAGES) {
            cells.add(plugin.trace()
                    .map(trace -> trace.times().get(stage))
                    .map(Description::millis)
                    .orElse(""));
        }
        cells.add(plugin.trace().map(Trace::total).map(Description::millis).orElse(""));
        return cells;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - length(cells.get(i)));
            line.append(i == 0 ? "" : GAP).append(i < FIRST_NUMBER ? cells.get(i) + padding : padding + cells.get(i));
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String text) {
        String printable = Printable.name(text);
        boolean fits = length(printable) <= WIDEST;
        return fits ? printable : printable.substring(0, printable.offsetByCodePoints(0, WIDEST - CUT.length())) + CUT;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
    }

    // What is wrong

    /** The failures of imports, then the problems, the most severe first, then what is refused. Each line begins with its severity. */
    private static List<String> wrong(List<PluginInfo> plugins, List<Problem> problems) {
        Set<String> messages = new HashSet<>();
        problems.forEach(problem -> messages.add(problem.message()));
        List<String> lines = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (PluginInfo plugin : plugins) {
            plugin.failure().ifPresent(failure -> {
                if (messages.add(failure.message())) {
                    boolean isRefused = plugin.state() == PluginState.REFUSED;
                    Severity severity = isRefused ? Severity.NOTE : Severity.ERROR;
                    String line = severity + " " + failure.reason() + ": " + failure.message();
                    (isRefused ? refused : lines).add(line);
                }
            });
        }
        GraphCheck.sorted(problems).forEach(problem -> lines.add(problem.toString()));
        lines.addAll(refused);
        return lines;
    }
}
