package dev.pluginhost;

/** What happens to plugins that require, directly or not, a plugin that is to be unloaded. */
public enum Dependents {
    /** They are unloaded before it. */
    UNLOAD_FIRST,
    /**
     * The call fails with {@link PluginInUseException}, and nothing is unloaded, except plugins that are being unloaded
     * already.
     */
    REFUSE
}
