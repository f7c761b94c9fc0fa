package dev.pluginhost.impl.leaks;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The plugins that one call unloads. No collection is requested for one of them before all have left. The code that made the
 * group is a member too, until it has added all plugins. Thread-safe. Keeps no plugin alive.
 */
public final class UnloadGroup {

    private final CollectionCheck check;
    private final AtomicInteger members = new AtomicInteger(1);

    /** When the last member left; written before {@link #left}. */
    private long leftAt;

    /** Written once, by the last member that leaves. */
    private volatile boolean left;

    UnloadGroup(CollectionCheck check) {
        this.check = check;
    }

    /** Adds plugins, each of which must leave once. The maker calls this before it leaves. */
    public void add(int plugins) {
        members.addAndGet(plugins);
    }

    /** Removes a member. Call this once for each plugin when it has left, and once for the maker. */
    public void leave() {
        if (members.decrementAndGet() == 0) {
            leftAt = check.nanoTime();
            left = true;
            check.groupLeft();
        }
    }

    boolean hasLeft() {
        return left;
    }

    /** When the last member left; valid once all have left. */
    long leftAt() {
        return leftAt;
    }
}
