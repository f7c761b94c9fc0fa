package dev.pluginhost.modules.classpath;

import org.jspecify.annotations.Nullable;

/** Where what is known of a class path is kept from one run to the next. */
public interface KeptClassPath {

    /** What was last kept; null if nothing was, or it cannot be read. */
    byte @Nullable [] read();

    void keep(byte[] bytes);
}
