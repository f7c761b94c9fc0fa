package dev.pluginhost.impl.discovery;

import java.nio.file.Path;

/** The files of plugins that the host has open while it reads sources. Safe for use by any thread. */
@FunctionalInterface
public interface OpenFiles {

    /** Closes those that nobody uses now: a file cannot be read, as too many are open. */
    void closeIdle();

    /**
     * Closes a jar that is about to be read, if it was overwritten since it was opened. Else the JDK would read it by the central
     * directory that it has in memory, as it knows a file by its time and inode.
     */
    default void closeOverwritten(Path jar) {}
}
