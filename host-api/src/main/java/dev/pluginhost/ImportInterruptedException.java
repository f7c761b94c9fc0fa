package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/** The calling thread was interrupted while it waited; its interrupt status is set. The import goes on. */
public final class ImportInterruptedException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, what wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public ImportInterruptedException(String message, Origin origin, @Nullable Throwable cause) {
        super(Reason.INTERRUPTED, message, origin, cause);
    }
}
