package dev.pluginhost.benchmarks.cold;

import static dev.pluginhost.benchmarks.report.Table.format;

import dev.pluginhost.benchmarks.corpus.Form;
import dev.pluginhost.benchmarks.harness.Options;

/** What the contenders must do. The report has a table for each setting. */
enum Setting {
    ALL_FLAT,
    ALL_DAG,
    ONE,
    ONE_OF_FEW,
    ONE_OF_MANY;

    /** Whether one plugin is loaded, and not all that are installed. */
    boolean isOne() {
        return this != ALL_FLAT && this != ALL_DAG;
    }

    int installed(Options options) {
        return switch (this) {
            case ALL_FLAT, ALL_DAG, ONE -> options.number("plugins");
            case ONE_OF_FEW -> options.number("few");
            case ONE_OF_MANY -> Math.max(options.number("many"), options.number("plugins"));
        };
    }

    Form form() {
        return this == ALL_DAG ? Form.MIXED : Form.FLAT;
    }

    String title(Options options) {
        String title = format("%s of %,d plugins", isOne() ? "one" : "all", installed(options));
        return isOne() ? title : title + ", " + form().title;
    }
}
