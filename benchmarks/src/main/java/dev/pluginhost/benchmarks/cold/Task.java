package dev.pluginhost.benchmarks.cold;

/** What is loaded. */
enum Task {
    /** All plugins, each of which is called. */
    ALL,
    /** One plugin, which is called, with those it requires. */
    ONE,
    /** The same, when many more are installed that nobody loads. */
    ONE_OF_MANY
}
