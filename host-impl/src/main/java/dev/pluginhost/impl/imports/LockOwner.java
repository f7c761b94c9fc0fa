package dev.pluginhost.impl.imports;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/**
 * Who holds the lock that a thread waits for: often the very thread that waits for the plugin. Known where the application has
 * the module java.management resolved. Stateless.
 */
final class LockOwner {

    private LockOwner() {}

    /** How long a thread has worked; always the same where that is not known. */
    static long cpuNanos(Thread thread) {
        try {
            return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
        } catch (LinkageError | RuntimeException e) {
            return -1; // as below, or the virtual machine does not measure it
        }
    }

    /** A clause for messages, with a comma before it; empty if the thread waits for no lock that somebody holds. */
    static String of(Thread thread) {
        try {
            ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
            return info == null || info.getLockOwnerName() == null
                    ? ""
                    : ", where it waits for a lock (" + info.getLockName() + ") that thread \""
                            + info.getLockOwnerName() + "\" holds,";
        } catch (LinkageError | RuntimeException e) {
            return ""; // the module is not resolved, and need not be; whatever else it is, it is not worth a message
        }
    }
}
