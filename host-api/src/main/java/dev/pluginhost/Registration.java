package dev.pluginhost;

/**
 * The registration of a listener. The host keeps the listener until the registration or the host is closed. Thread-safe; you
 * may close it within a call of the listener.
 */
public interface Registration extends AutoCloseable {

    /**
     * Ends the registration: the listener is not notified of anything more, nor of events that it has not been notified of yet.
     * Never waits: a call that is under way or about to begin goes on, and nothing waits for it any more. A second call does
     * nothing.
     */
    @Override
    void close();
}
