package dev.pluginhost.impl.state;

import org.jspecify.annotations.Nullable;

/** What a racer has come by; to be read when the race is over. */
public final class Catch<T> {

    public @Nullable T caught;
}
