package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/** The application does not want the plugin: it is disabled or blocked. */
public final class PluginRefusedException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public PluginRefusedException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
