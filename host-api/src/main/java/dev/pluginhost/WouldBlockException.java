package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/**
 * The call would wait on a thread that must not wait. Use the asynchronous call there. Also thrown if more than a thousand
 * continuations of the host's futures wait for the host already.
 */
public final class WouldBlockException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, what wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public WouldBlockException(String message, Origin origin, @Nullable Throwable cause) {
        super(Reason.WOULD_BLOCK, message, origin, cause);
    }
}
