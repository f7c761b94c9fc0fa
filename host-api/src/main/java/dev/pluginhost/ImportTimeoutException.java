package dev.pluginhost;

import org.jspecify.annotations.Nullable;

/**
 * The import took longer than the import timeout, or than the caller's own timeout. Also thrown if reading the sources takes
 * too long, or if no thread is left because plugins or sources hang, or none can be started. The cause, if present, has the
 * stack of the thread that hangs.
 */
public final class ImportTimeoutException extends PluginException {

    /**
     * A failure, as the host reports it.
     *
     * @param message the fact, the offender, what wanted it, and after a semicolon the cure
     * @param origin where it happened
     * @param cause the real cause, if it is another exception
     */
    public ImportTimeoutException(String message, Origin origin, @Nullable Throwable cause) {
        super(Reason.TIMEOUT, message, origin, cause);
    }
}
