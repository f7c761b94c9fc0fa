package dev.pluginhost.benchmarks.cold;

import java.util.Locale;

/** Which plugin requires which. */
enum Shape {
    /** Nobody anybody. */
    FLAT("flat", 0),
    /** Each plugin up to three that come before it. */
    DAG("each requires up to three others", 3);

    private final String title;
    private final int mostRequired;

    Shape(String title, int mostRequired) {
        this.title = title;
        this.mostRequired = mostRequired;
    }

    String title() {
        return title;
    }

    /** What it is called on the command line. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    int mostRequired() {
        return mostRequired;
    }
}
