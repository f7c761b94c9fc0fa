package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/**
 * The call would have to wait, on a thread that must not. The asynchronous call is always allowed there. Also where more than
 * a thousand continuations of the host's futures wait for the host already.
 */
public final class WouldBlockException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public WouldBlockException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
