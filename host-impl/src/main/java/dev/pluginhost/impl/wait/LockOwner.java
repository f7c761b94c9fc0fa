package dev.pluginhost.impl.wait;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/**
 * Which thread holds the lock that another thread waits for, which is often the thread that waits for the plugin. Known where the application
 * has the module java.management resolved. Stateless.
 */
final class LockOwner {

    private LockOwner() {}

    /** The processor time that a thread has used; always the same where that is not known. */
    static long cpuNanos(Thread thread) {
        try {
            return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
        } catch (LinkageError | RuntimeException e) {
            return -1; // the module is not resolved, or the virtual machine does not measure it
        }
    }

    /** A clause with a comma before it; empty if the thread waits for no lock that is held. */
    static String of(Thread thread) {
        try {
            ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
            return info == null || info.getLockOwnerName() == null
                    ? ""
                    : ", where it waits for a lock (" + info.getLockName() + ") that thread \""
                            + info.getLockOwnerName() + "\" holds,";
        } catch (LinkageError | RuntimeException e) {
            return ""; // whatever it is, it is not worth a message
        }
    }
}
