package dev.pluginhost.impl.lifecycle;

import dev.pluginhost.impl.log.HostLog;
import java.lang.ref.WeakReference;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes numbered daemon threads that inherit nothing from the code that needs them, which may be a plugin's: no context class loader,
 * inheritable thread-locals, thread group, priority, or access control context. What ends such a thread is logged.
 *
 * <p>Before Java 19 a thread is made, started and ended under the monitor of its group, which the code on a thread can lock. So each
 * live thread there has a group of its own, which is used again when its thread has ended. No group is destroyed, as a plugin's
 * thread factory may keep it. From Java 19 on all threads are in the root group. Thread-safe.
 */
public class DaemonThreads implements ThreadFactory, Thread.UncaughtExceptionHandler {

    /** How a thread is made without the access control context of the current one. */
    private record Making(DaemonThreads threads, ThreadGroup group, Runnable target, String name)
            implements PrivilegedAction<Thread> {

        @Override
        public Thread run() {
            return threads.make(group, target, name);
        }
    }

    /** Makes the log's thread. */
    public static final class OfLog extends DaemonThreads implements Supplier<Thread>, Runnable {

        public static final OfLog MAKER = new OfLog();

        private OfLog() {
            super("pluginhost-log-", ClassLoader.getSystemClassLoader());
        }

        @Override
        protected Thread make(ThreadGroup group, Runnable target, String name) {
            return new HostLog(group, name);
        }

        @Override
        public Thread get() {
            return newThread(this);
        }

        @Override
        public void run() {} // the thread has its own
    }

    /** A group with its last thread. */
    private static final class UsedGroup extends WeakReference<Thread> {

        final ThreadGroup group;

        UsedGroup(ThreadGroup group, Thread thread) {
            super(thread);
            this.group = group;
        }
    }

    private static final ThreadGroup ROOT = root();

    /** The parent of the threads' groups; null where groups do not matter. */
    private static final @Nullable ThreadGroup PARENT =
            Runtime.version().feature() < 19 ? new ThreadGroup(ROOT, "pluginhost") : null;

    /** So many groups are looked at for each thread, as most of them may be in use. */
    private static final int MOST_LOOKED_AT = 4;

    /** The groups, those that are known to be in use behind the others; not used where groups do not matter. */
    private static final Queue<UsedGroup> USED = PARENT == null ? new ArrayDeque<>() : new ConcurrentLinkedQueue<>();

    private final String prefix;
    private final ClassLoader contextLoader;
    private final AtomicInteger count = new AtomicInteger();

    /** Makes threads with a name of a prefix and a number. */
    public DaemonThreads(String prefix, ClassLoader contextLoader) {
        this.prefix = prefix;
        this.contextLoader = contextLoader;
    }

    /** A new thread, not started. */
    protected Thread make(ThreadGroup group, Runnable target, String name) {
        return new Thread(group, target, name, 0, false);
    }

    private static ThreadGroup root() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    @Override
    // the only way to a thread without its creator's access control context, as long as threads have one
    @SuppressWarnings({"removal", "ThreadPriorityCheck"})
    public final Thread newThread(Runnable target) {
        ThreadGroup parent = PARENT;
        ThreadGroup group = parent == null ? ROOT : group(parent);
        String name = prefix + count.incrementAndGet();
        Thread thread = AccessController.doPrivileged(new Making(this, group, target, name));
        if (parent != null) {
            USED.add(new UsedGroup(group, thread));
        }
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(contextLoader);
        thread.setUncaughtExceptionHandler(this);
        return thread;
    }

    private static ThreadGroup group(ThreadGroup parent) {
        for (int looked = 0; looked < MOST_LOOKED_AT; looked++) {
            UsedGroup used = USED.poll();
            if (used == null) {
                break;
            }
            Thread thread = used.get();
            if (thread != null && thread.getState() != Thread.State.TERMINATED) {
                USED.add(used);
            } else if (isUnchanged(used.group)) {
                return used.group;
            }
        }
        return new ThreadGroup(parent, parent.getName());
    }

    /** Whether a plugin has left the group as it was. Takes no monitor. */
    @SuppressWarnings("removal") // where that is removed, groups do not matter
    private static boolean isUnchanged(ThreadGroup group) {
        return !group.isDestroyed() && !group.isDaemon() && group.getMaxPriority() == Thread.MAX_PRIORITY;
    }

    /** Logs. The JDK's handler prints under the lock of the error stream, which a plugin's exception that hangs would never release. */
    @Override
    public final void uncaughtException(Thread thread, Throwable thrown) {
        Thrown.warnOfEnd(thread, thrown);
    }
}
