package dev.pluginhost.impl.lifecycle;

import java.io.IOException;

/** A service of a plugin cannot be made because a class file is there and cannot be read: nothing of the plugin is at fault but its files. */
public final class UnreadableServiceException extends IOException {

    private static final long serialVersionUID = 1L;

    UnreadableServiceException(String service, String reason, ThrownCopy cause) {
        super("its service " + service + " cannot be made: " + reason, cause);
    }
}
