package dev.pluginhost;

/** The stages of an import, in their order. */
public enum ImportStage {
    /** Looking the name up among what is installed. */
    FIND,
    /** Working out what has to be imported first, and whether it may be. */
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
