package dev.pluginhost;

/** No host can be built: the API is not a named module, or no implementation is resolved. The message has the cure. */
public final class HostUnavailableException extends IllegalStateException {

    /**
     * Says why.
     *
     * @param message the fact, and after a semicolon the cure
     */
    HostUnavailableException(String message) {
        super(message);
    }
}
