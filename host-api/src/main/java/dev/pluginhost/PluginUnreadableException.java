package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/**
 * The plugin's files cannot be read. A file that has changed since it was discovered is read again; this is thrown if it cannot be
 * used as it is now, or changes again and again. It is also thrown if a service cannot be made because a class file cannot be read.
 * If the artifact was found broken when the sources were read, call {@link PluginHost#refresh()} before you try again.
 */
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
