package dev.pluginhost;

/** What happens if a call would wait on a thread that must not wait. */
public enum BlockingPolicy {
    /** The call fails with {@link WouldBlockException}. */
    REFUSE,
    /** The call waits, and the host logs each place in the code that does so once. */
    WARN,
    /** The call waits. */
    ALLOW
}
