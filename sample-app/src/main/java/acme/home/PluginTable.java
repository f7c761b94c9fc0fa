package acme.home;

import static dev.pluginhost.ImportStage.DEFINE;
import static dev.pluginhost.ImportStage.OPEN;
import static dev.pluginhost.ImportStage.QUEUE;
import static dev.pluginhost.ImportStage.RESOLVE;
import static dev.pluginhost.ImportStage.START;

import acme.home.screen.Style;
import acme.home.screen.Table;
import acme.home.screen.Table.Align;
import acme.home.screen.Table.Column;
import dev.pluginhost.ImportStage;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.PluginState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What was imported when, where and how fast. */
final class PluginTable {

    private static final List<ImportStage> STAGES = List.of(QUEUE, OPEN, RESOLVE, DEFINE, START);

    private PluginTable() {}

    /** Imported plugins first. */
    static Table of(List<PluginInfo> plugins) {
        Table table = new Table(columns());
        plugins.stream()
                .sorted(Comparator.comparing(PluginTable::isImported).reversed())
                .forEach(plugin -> table.add(style(plugin), cells(plugin)));
        return table;
    }

    private static List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        Stream.of("plugin", "version", "timing", "state", "import thread")
                .forEach(title -> columns.add(new Column(title, Align.LEFT)));
        STAGES.forEach(stage -> columns.add(new Column(lowerCase(stage), Align.RIGHT)));
        columns.add(new Column("total", Align.RIGHT));
        return columns;
    }

    private static List<String> cells(PluginInfo plugin) {
        List<String> cells = new ArrayList<>();
        cells.add(plugin.name());
        cells.add(plugin.version().map(Object::toString).orElse(""));
        cells.add(lowerCase(plugin.timing()));
        cells.add(lowerCase(plugin.state()));
        cells.add(plugin.trace().map(PluginInfo.Trace::thread).orElse(""));
        STAGES.forEach(stage -> cells.add(plugin.trace()
                .map(trace -> trace.times().get(stage))
                .map(PluginTable::millis)
                .orElse("")));
        cells.add(plugin.trace()
                .map(PluginInfo.Trace::total)
                .map(PluginTable::millis)
                .orElse(""));
        return cells;
    }

    private static Style style(PluginInfo plugin) {
        return isImported(plugin) ? Style.PLAIN : Style.RED;
    }

    static boolean isImported(PluginInfo plugin) {
        return plugin.state() == PluginState.IMPORTED;
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
    }
}
