package dev.pluginhost.impl.discovery;

import java.io.FileNotFoundException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.function.Predicate;

/** The system's limit of how many files a process may have open at once ({@code EMFILE}). Stateless. */
public final class OpenFileLimit {

    /** What to do about it, as a clause that can follow a ';'. */
    public static final String CURE = "raise the limit of open files with ulimit -n, or lower openFiles(...)";

    /** No chain of the JDK's causes is this long; one of somebody else's may lead back to itself. */
    private static final int DEEPEST = 16;

    /** The words of {@code strerror}, which are all that the JDK passes on, on a system that speaks English. */
    private static final String WORDS = "Too many open files";

    private OpenFileLimit() {}

    /** Whether that limit is said to be the reason of a failure, in English. */
    public static boolean isReason(Throwable failure) {
        return any(
                failure,
                cause -> cause.getMessage() != null && cause.getMessage().contains(WORDS));
    }

    /**
     * Whether that limit may be the reason why a file could not be opened, in whatever language the system says so: the file
     * is there and may be read, which can be asked without opening it.
     */
    public static boolean mayBeReason(Throwable failure, Path file) {
        return isReason(failure) || (any(failure, OpenFileLimit::isOfOpening) && Entries.isReadable(file));
    }

    private static boolean isOfOpening(Throwable failure) {
        return failure instanceof FileNotFoundException || failure instanceof FileSystemException;
    }

    private static boolean any(Throwable failure, Predicate<Throwable> condition) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (condition.test(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
