package dev.pluginhost;

/** When a plugin is imported. */
public enum ImportTiming {
    /** Before {@link PluginHost#start()} returns. */
    EAGER,
    /** On the import threads, after the host has started. */
    BACKGROUND,
    /** When a caller first asks for it, or for a plugin that requires it. */
    LAZY,
    /** Never. */
    DISABLED
}
