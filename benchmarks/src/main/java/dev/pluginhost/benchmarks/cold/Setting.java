package dev.pluginhost.benchmarks.cold;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the contenders have to do: a table of its own in the report. */
record Setting(Shape shape, Task task) {

    /** All that a run has. */
    static List<Setting> of(Options options) {
        List<Setting> settings = new ArrayList<>();
        for (Task task : Task.values()) {
            for (Shape shape : options.shapes()) {
                if (task != Task.ONE_OF_MANY || (options.many() > 0 && shape == Shape.FLAT)) {
                    settings.add(new Setting(shape, task));
                }
            }
        }
        return settings;
    }

    String title(Options options) {
        return switch (task) {
            case ALL -> "all of " + options.plugins() + " plugins, " + shape.title();
            case ONE -> "one of " + options.plugins() + " plugins, " + shape.title();
            case ONE_OF_MANY -> "one of " + options.many() + " plugins, " + shape.title();
        };
    }

    /** What files of it are called. */
    String key() {
        return (task + "-" + shape).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of its chart's file. */
    String chart() {
        return "cold-" + key() + ".svg";
    }
}
