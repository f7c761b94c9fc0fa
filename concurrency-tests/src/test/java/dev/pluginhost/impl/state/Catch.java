package dev.pluginhost.impl.state;

import org.jspecify.annotations.Nullable;

/** What a racer has got, to be read after the race. */
public final class Catch<T> {

    public @Nullable T caught;
}
