package dev.pluginhost.benchmarks.cold;

import static dev.pluginhost.benchmarks.report.Table.format;

import dev.pluginhost.benchmarks.harness.Options;

/** What the contenders must do. The report has a table for each setting. */
enum Setting {
    ALL_FLAT(0),
    /** Each plugin requires up to three others. */
    ALL_DAG(3),
    ONE(0),
    ONE_OF_FEW(0),
    ONE_OF_MANY(0);

    final int mostRequired;

    Setting(int mostRequired) {
        this.mostRequired = mostRequired;
    }

    /** Whether one plugin is loaded, and not all that are installed. */
    boolean isOne() {
        return this != ALL_FLAT && this != ALL_DAG;
    }

    int installed(Options options) {
        return switch (this) {
            case ALL_FLAT, ALL_DAG, ONE -> options.number("plugins");
            case ONE_OF_FEW -> options.number("few");
            case ONE_OF_MANY -> options.number("many");
        };
    }

    String title(Options options) {
        String title = format("%s of %,d plugins", isOne() ? "one" : "all", installed(options));
        return isOne() ? title : title + (mostRequired == 0 ? ", flat" : ", each requires up to three others");
    }
}
