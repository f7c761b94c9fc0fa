package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/**
 * The import took longer than the host's import deadline, or the caller's patience has ended. Also thrown if so many plugins or
 * sources hang that no thread is left, if no thread can be started, and if reading or checking the sources takes too long. The cause,
 * where there is one, has the stack of the thread that hangs.
 */
public final class ImportTimeoutException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, who wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public ImportTimeoutException(String message, Origin origin, @Nullable Throwable cause) {
        super(message, origin, cause);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
