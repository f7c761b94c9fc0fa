package dev.pluginhost;

/**
 * What is wrong with a plugin or an artifact, and why a call failed. {@link Problem#reason()}, {@link PluginException#reason()}
 * and {@link PluginInfo.Failure#reason()} use the same words.
 */
public enum Reason {
    /** A source is missing, cannot be listed, or does not answer. */
    SOURCE,
    /** No plugin of this name is installed. */
    NOT_FOUND,
    /** An artifact is not a module that can be read, or its files cannot be read now. */
    UNREADABLE,
    /** A module's declaration contradicts itself, or a plugin must not be declared so. */
    INVALID,
    /** Several artifacts are the same module in the same version, or several modules of a bundle may be the plugin. */
    AMBIGUOUS,
    /** A file or directory looks like a plugin or a part of one, and is ignored because of its name or its place. */
    PASSED_OVER,
    /** An artifact is ignored because another artifact of the same module is used. */
    SHADOWED,
    /** An artifact is ignored because the application has the module. */
    APPLICATION_HAS_IT,
    /** A module provides nothing and no plugin requires it, or the type of its service is a copy of its own. */
    PROVIDES_NOTHING,
    /** A required module is missing or cannot be used. */
    MISSING,
    /** Modules require each other. */
    CYCLE,
    /** Two modules have the same package, and one module reads both. */
    SPLIT_PACKAGE,
    /** An automatic module refers to a package that only other plugins have, which it cannot see. */
    UNSEEN_PACKAGE,
    /** A module was compiled against an incompatible version of another module. */
    VERSION,
    /** The application has disabled or refused the plugin, or a problem concerns a plugin that requires such a plugin. */
    REFUSED,
    /** A plugin that the plugin requires, directly or not, cannot be imported. */
    PREREQUISITE,
    /** The module system refuses to resolve or to define the module for another reason. */
    UNRESOLVABLE,
    /** The plugin's own code failed, or no thread could be started for it. */
    START_FAILED,
    /** The configuration of a plugin cannot be had from the application or read from its file. */
    CONFIGURATION,
    /** A call within a plugin's start or stop would wait for itself. */
    IMPORT_CYCLE,
    /** A timeout ended the wait, or no import thread is left. */
    TIMEOUT,
    /** The thread was interrupted while it waited. */
    INTERRUPTED,
    /** The call would wait on a thread that must not wait. */
    WOULD_BLOCK,
    /** Other plugins require the plugin, and the caller does not want them to be unloaded. */
    IN_USE,
    /** A plugin was not replaced by what is installed now. */
    RELOAD_FAILED,
    /** The host is closed. */
    HOST_CLOSED
}
