package dev.pluginhost.benchmarks.cold;

import dev.pluginhost.benchmarks.harness.Options;
import java.util.ArrayList;
import java.util.List;

/** What the contenders must do. The report has a table for each setting. */
record Setting(Graph graph, Task task) {

    /** Which plugin requires which. */
    enum Graph {
        FLAT("flat", 0),
        DAG("each requires up to three others", 3);

        final String title;
        final int mostRequired;

        Graph(String title, int mostRequired) {
            this.title = title;
            this.mostRequired = mostRequired;
        }
    }

    /** Which plugins are loaded. The one plugin is loaded with those that it requires. */
    enum Task {
        ALL,
        ONE,
        /** One, while many more are installed that nobody loads. */
        ONE_OF_MANY
    }

    /** A contender that does it. */
    record Run(Setting setting, Variant variant) {}

    static List<Setting> of(Options options) {
        List<Setting> settings = new ArrayList<>();
        for (Task task : Task.values()) {
            for (Graph graph : options.words("graph", Graph.class)) {
                if (task != Task.ONE_OF_MANY || (Cold.many(options) > 0 && graph == Graph.FLAT)) {
                    settings.add(new Setting(graph, task));
                }
            }
        }
        return settings;
    }

    Run by(Variant variant) {
        return new Run(this, variant);
    }

    String title(Options options) {
        String which = task == Task.ALL ? "all of " : "one of ";
        int plugins = task == Task.ONE_OF_MANY ? Cold.many(options) : options.number("plugins");
        return which + plugins + " plugins, " + graph.title;
    }

    /** For the names of its files. */
    String key() {
        return Options.key(task) + "-" + Options.key(graph);
    }
}
