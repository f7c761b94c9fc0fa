package dev.pluginhost.impl.lifecycle;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The groups of the host's threads. Before Java 19 a thread is made, started and ended under the monitor of its group, and the code
 * that runs on a thread can hold that. So there each thread that is alive has a group to itself: whatever a plugin holds, a thread
 * that is made for something else does not wait for it. A group is used again when its thread has ended, which also shows that its
 * monitor was free. No group is ever destroyed, as a plugin's thread factory may keep it. From Java 19 on, all are in the root group.
 *
 * <p>Safe for use by any thread.
 */
final class ThreadGroups {

    private record Used(ThreadGroup group, WeakReference<Thread> thread) {}

    private static final ThreadGroup ROOT = root();

    /** No thread is in this one. Null where groups do not matter. */
    private static final @Nullable ThreadGroup PARENT =
            Runtime.version().feature() < 19 ? new ThreadGroup(ROOT, "pluginhost") : null;

    /** All groups, with the last thread of each; as many as there were threads at a time. Guarded by its monitor. */
    private static final Deque<Used> USED = new ArrayDeque<>();

    private ThreadGroups() {}

    private static ThreadGroup root() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = group.getParent(); parent != null; parent = group.getParent()) {
            group = parent;
        }
        return group;
    }

    /** A group for one thread, which is then {@link #taken}. */
    static ThreadGroup free() {
        ThreadGroup parent = PARENT;
        if (parent == null) {
            return ROOT;
        }
        synchronized (USED) {
            for (Iterator<Used> all = USED.iterator(); all.hasNext(); ) {
                Used used = all.next();
                if (hasEnded(used.thread.get())) {
                    all.remove();
                    if (isSound(used.group)) {
                        return used.group;
                    }
                }
            }
        }
        return new ThreadGroup(parent, parent.getName());
    }

    private static boolean hasEnded(@Nullable Thread thread) {
        return thread == null || thread.getState() == Thread.State.TERMINATED;
    }

    /** Whether a plugin has left it as it was. Takes no monitor. */
    @SuppressWarnings("removal") // where that is removed, groups do not matter
    private static boolean isSound(ThreadGroup group) {
        return !group.isDestroyed() && !group.isDaemon() && group.getMaxPriority() == Thread.MAX_PRIORITY;
    }

    static void taken(ThreadGroup group, Thread thread) {
        if (PARENT != null) {
            synchronized (USED) {
                USED.add(new Used(group, new WeakReference<>(thread)));
            }
        }
    }
}
