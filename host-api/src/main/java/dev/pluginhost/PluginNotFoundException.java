package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/** No plugin of that name is installed. The message says which installed ones are close to it. */
public final class PluginNotFoundException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public PluginNotFoundException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
