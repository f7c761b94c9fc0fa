package dev.pluginhost.benchmarks.scale;

/** What can be measured by itself. */
enum Part {
    /** Many threads that ask for plugins at once, against one that asks for all. */
    STORM,
    /** What a plugin costs among many and among few, for several ways of requiring each other. */
    SHAPES,
    /** What it costs that plugins are installed. */
    INSTALLED,
    /** What it costs that plugins are imported. */
    IMPORTED
}
