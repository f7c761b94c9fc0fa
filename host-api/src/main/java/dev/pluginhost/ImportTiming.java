package dev.pluginhost;

/** When a plugin is imported. */
public enum ImportTiming {
    /** Before {@link PluginHost#start()} returns. */
    EAGER,
    /** By the import threads, once the host has started. */
    BACKGROUND,
    /** When somebody first asks for it, or for a plugin that requires it. */
    LAZY,
    /** Never. */
    DISABLED
}
