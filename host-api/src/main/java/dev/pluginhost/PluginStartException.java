package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/**
 * The plugin's own code failed: its start, its constructor or a static initialiser threw, or one of its classes does not link.
 */
public final class PluginStartException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, what wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public PluginStartException(String message, Origin origin, @Nullable Throwable cause) {
        super(Reason.START_FAILED, message, origin, cause);
    }
}
