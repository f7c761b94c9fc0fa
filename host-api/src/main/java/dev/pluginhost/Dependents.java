package dev.pluginhost;

/** What happens to plugins that require one that is to be unloaded, at once or through others. */
public enum Dependents {
    /** They are unloaded before it. */
    UNLOAD_FIRST,
    /** The call fails with {@link PluginInUseException}, and nothing is unloaded; but for those that are being unloaded already. */
    REFUSE
}
