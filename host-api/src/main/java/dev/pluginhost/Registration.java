package dev.pluginhost;

/**
 * That a listener is told of things. The host keeps the listener alive until this or the host is closed. Safe for use by
 * any thread, within a call of the listener too.
 */
public interface Registration extends AutoCloseable {

    /**
     * Ends it: what the listener has not been told yet it is not told any more, nor anything else. Never waits: a call that
     * is under way, or about to begin, goes on, and nobody waits for it any more. Called again it does nothing.
     */
    @Override
    void close();
}
