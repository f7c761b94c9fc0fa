package dev.pluginhost.impl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pluginhost.PluginException;
import dev.pluginhost.Reason;
import org.junit.jupiter.api.function.Executable;

/** Asserts why a call failed. */
final class Reasons {

    private Reasons() {}

    /** Asserts that a call throws a {@link PluginException} with a reason, and returns it. */
    static PluginException thrown(Reason reason, Executable call) {
        return of(reason, assertThrows(PluginException.class, call));
    }

    /** Asserts that something is a {@link PluginException} with a reason, and returns it. */
    static PluginException of(Reason reason, Object failure) {
        PluginException exception = assertInstanceOf(PluginException.class, failure);
        assertEquals(reason, exception.reason(), exception::toString);
        return exception;
    }
}
