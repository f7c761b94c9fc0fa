package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/** The host is closed, or was closed before the call was complete. */
public final class HostClosedException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, what wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public HostClosedException(String message, Origin origin, @Nullable Throwable cause) {
        super(Reason.HOST_CLOSED, message, origin, cause);
    }
}
