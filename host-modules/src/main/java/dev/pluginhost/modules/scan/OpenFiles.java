package dev.pluginhost.modules.scan;

import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of plugins that the host has open while it reads sources, and the system's limit of how many files a
 * process may have open ({@code EMFILE}). Thread-safe.
 */
@FunctionalInterface
public interface OpenFiles {

    /** What to do about the limit, as a clause that can follow a ';'. */
    String CURE = "raise the limit of open files with ulimit -n, or lower openFiles(...)";

    /** Closes those that are not in use: a file cannot be read because too many are open. */
    void closeIdle();

    /**
     * Closes a jar that is about to be read, if it was overwritten since it was opened. Otherwise the JDK would read it
     * by the central directory that it has in memory, as it knows a file by its time and inode.
     */
    default void closeOverwritten(Path jar) {}

    /** Whether a failure says in English that the limit is its reason. The JDK passes on only the system's words. */
    static boolean isLimitReached(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains("Too many open files");
    }

    /**
     * Whether the limit may be the reason why a file was not opened, in whatever language the system says so: the file
     * is there and may be read, which can be asked without opening it.
     */
    static boolean mayBeLimitReached(Throwable failure, Path file) {
        Throwable root = UnusableArtifactException.root(failure);
        return isLimitReached(root)
                || ((root instanceof FileNotFoundException || root instanceof FileSystemException) && isReadable(file));
    }

    static boolean isReadable(Path file) {
        try {
            return Files.isReadable(file);
        } catch (RuntimeException e) {
            return false;
        }
    }
}
