package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/** The plugin cannot be resolved: a required module is missing or of the wrong version, modules require each other, or two have the same package. */
public final class PluginResolutionException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public PluginResolutionException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
