package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/** No plugin of this name is installed. The message names installed plugins with a similar name. */
public final class PluginNotFoundException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, what wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public PluginNotFoundException(String message, Origin origin, @Nullable Throwable cause) {
        super(Reason.NOT_FOUND, message, origin, cause);
    }
}
