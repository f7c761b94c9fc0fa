package dev.pluginhost;

/** How an installed plugin is. */
public enum PluginState {
    /** It can be asked for. */
    INSTALLED,
    /** Its import has been asked for and is not complete. */
    IMPORTING,
    /** It is imported. */
    IMPORTED,
    /** It is on its way out. */
    UNLOADING,
    /** Its last import failed; the next call tries again. */
    FAILED,
    /** It cannot be imported as things are: something that it requires is missing or in conflict. */
    UNRESOLVABLE,
    /** Its artifact is broken, or is not what a plugin must be. */
    UNREADABLE,
    /** It cannot be told which of several artifacts, or which module of a bundle, is meant. */
    AMBIGUOUS,
    /** The application does not want it: it is disabled or blocked. */
    REFUSED
}
