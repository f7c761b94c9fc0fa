package dev.pluginhost.impl.discovery;

/** The system's limit of how many files a process may have open at once ({@code EMFILE}). Stateless. */
public final class OpenFileLimit {

    /** What to do about it, as a clause that can follow a ';'. */
    public static final String CURE = "raise the limit of open files with ulimit -n, or lower openFiles(...)";

    /** No chain of the JDK's causes is this long; one of somebody else's may lead back to itself. */
    private static final int DEEPEST = 16;

    /** The words of {@code strerror}, which are all that the JDK passes on. */
    private static final String WORDS = "Too many open files";

    private OpenFileLimit() {}

    /** Whether that limit is the reason of a failure. */
    public static boolean isReason(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String message = cause.getMessage();
            if (message != null && message.contains(WORDS)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
