package dev.pluginhost.benchmarks.loop;

/** What goes on behind the loop. */
enum Variant {
    /** Nothing. */
    IDLE("idle"),
    /** A plugin host imports plugins in the background. */
    HOST("PluginHost"),
    /** A thread loads the same classes from the same jars on a class path. */
    PLAIN("plain thread");

    private final String title;

    Variant(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
