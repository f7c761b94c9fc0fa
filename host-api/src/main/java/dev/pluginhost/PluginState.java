package dev.pluginhost;

/** The state of an installed plugin. */
public enum PluginState {
    /** It can be imported. */
    INSTALLED,
    /** Its import is under way. */
    IMPORTING,
    /** It is imported. */
    IMPORTED,
    /** It is being unloaded. */
    UNLOADING,
    /** Its last import failed; the next call tries again. */
    FAILED,
    /** It cannot be imported: something that it requires is missing or in conflict. */
    UNRESOLVABLE,
    /** Its artifact or its source is not readable, or its declaration is not valid for a plugin. */
    UNREADABLE,
    /** Several artifacts are this module in the same version, or several modules of its bundle may be the plugin. */
    AMBIGUOUS,
    /** The application has disabled or refused it. */
    REFUSED
}
