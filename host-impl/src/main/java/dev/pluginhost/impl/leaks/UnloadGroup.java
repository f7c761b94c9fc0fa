package dev.pluginhost.impl.leaks;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The plugins that one call unloads. No collection is requested for one of them before all have left. Its maker is a member
 * too, until it has added all plugins.
 *
 * <p>Thread-safe. Keeps no plugin alive.
 */
public final class UnloadGroup {

    private final CollectionCheck check;
    private final AtomicInteger members = new AtomicInteger(1);

    /** When the last member left; written before {@link #left}. */
    private long leftAt;

    /** Written by the last member that leaves, once; read by any thread. */
    private volatile boolean left;

    UnloadGroup(CollectionCheck check) {
        this.check = check;
    }

    /** Adds plugins, each of which has to leave once. To be called by the maker, before it leaves. */
    public void add(int plugins) {
        members.addAndGet(plugins);
    }

    /** Removes a member. To be called once for each plugin, when it has left, and once by the maker. */
    public void leave() {
        if (members.decrementAndGet() == 0) {
            leftAt = check.nanoTime();
            left = true;
            check.left();
        }
    }

    /** Whether all members have left. */
    boolean hasLeft() {
        return left;
    }

    /** When the last member left; to be asked when all have. */
    long leftAt() {
        return leftAt;
    }
}
