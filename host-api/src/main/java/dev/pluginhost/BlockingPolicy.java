package dev.pluginhost;

/** What happens where a call would wait on a thread that must not. */
public enum BlockingPolicy {
    /** The call fails with {@link WouldBlockException}. */
    REFUSE,
    /** The call waits, and each place in the code that does so is logged once. */
    WARN,
    /** The call waits. */
    ALLOW
}
