package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/** Several artifacts, or several modules of a bundle, claim to be the plugin, and nothing says which one is meant. */
public final class AmbiguousPluginException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public AmbiguousPluginException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
