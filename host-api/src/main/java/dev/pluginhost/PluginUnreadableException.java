package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/** The plugin's files cannot be read, or are not what they were when they were discovered. */
public final class PluginUnreadableException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public PluginUnreadableException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
