package dev.pluginhost.impl.state;

/** How soon an import is to be run, the least urgent first. */
public enum Urgency {
    /** No caller waits for it. */
    BACKGROUND,
    /** A caller waits for it, or may. */
    AWAITED,
    /** An import that is running waits for it, while its own timeout runs. */
    NESTED
}
