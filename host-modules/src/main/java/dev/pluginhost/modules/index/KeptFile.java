package dev.pluginhost.modules.index;

import org.jspecify.annotations.Nullable;

/** A file that is kept from one run to the next. */
public interface KeptFile {

    /** What was last kept; null if nothing was, or it cannot be read. */
    byte @Nullable [] read();

    void keep(byte[] bytes);
}
