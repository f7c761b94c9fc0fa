package dev.pluginhost;

/** The stages of an import, in their order. */
public enum ImportStage {
    /** Looking up the name among the installed plugins. */
    FIND,
    /** Finding out what must be imported first, and whether the plugin can be imported. */
    PLAN,
    /** Waiting for prerequisites and for an import thread. */
    QUEUE,
    /** Opening the plugin's files. */
    OPEN,
    /** Resolving its module against the application and the plugins that it requires. */
    RESOLVE,
    /** Defining its layer and class loader. */
    DEFINE,
    /** Running its code: start, then the constructors of its services. */
    START
}
