package dev.pluginhost.impl.imports;

import org.jspecify.annotations.Nullable;

/** What a racer has come by; to be read when the race is over. */
final class Catch<T> {

    @Nullable
    T caught;
}
