package dev.pluginhost.benchmarks.cold;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the contenders have to do: a table of its own in the report. */
record Setting(Shape shape, Task task) {

    /** All that there are of some shapes. */
    static List<Setting> of(List<Shape> shapes) {
        List<Setting> settings = new ArrayList<>();
        for (Task task : Task.values()) {
            for (Shape shape : shapes) {
                settings.add(new Setting(shape, task));
            }
        }
        return settings;
    }

    String title(int plugins) {
        String what = task == Task.ALL ? "All of " + plugins + " plugins" : "One of " + plugins + " plugins";
        return what + ", " + shape.title();
    }

    /** The name of its chart's file. */
    String chart() {
        return String.format(Locale.ROOT, "cold-%s-%s.svg", task.name().toLowerCase(Locale.ROOT), shape.key());
    }
}
