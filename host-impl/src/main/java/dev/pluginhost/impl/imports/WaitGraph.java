package dev.pluginhost.impl.imports;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which flights and departures wait for which. One enters before its thread begins to wait for others, and is refused if one of
 * those needs, by whatever way, itself. The check and the entry are one step under the graph's lock, so that of the waits that
 * would close a cycle together the last one sees all the others.
 *
 * <p>Edges: a flight that nobody has claimed needs its prerequisites, and the plugin's last incarnation to be gone; a departure
 * that has not begun needs those of the plugins that require it, and its flight to land; one that runs needs what it has entered a
 * wait for. As each runs on one thread, and what that thread runs meanwhile is what it waits for, this is a graph over threads
 * as well. They may be of several hosts. Safe for use by any thread; the lock is a leaf.
 */
final class WaitGraph {

    /** One for all hosts, as plugins of one may wait for those of another. */
    static final WaitGraph OF_ALL_HOSTS = new WaitGraph();

    /** What somebody waits for, and the code that does. */
    record Wait(List<Transit> targets, Asker asker, String thread) {}

    /**
     * A refused wait.
     *
     * @param target the one of the targets that needs who waits
     * @param path names of plugins, the target's first and last
     * @param steps for each step of the path who waits where, in words
     */
    record Cycle(Transit target, List<String> path, List<String> steps) {}

    private final ReentrantLock lock = new ReentrantLock();

    /** The waits under way; guarded by the lock. */
    private final Map<Transit, Wait> waits = new HashMap<>();

    /**
     * Enters a wait.
     *
     * @param own who waits; it is in no other wait
     * @param targets all of what it waits for
     * @return nothing if it may wait, and {@link #exit} is due afterwards; else the cycle, and nothing has been entered
     */
    @Nullable
    Cycle enter(Transit own, List<? extends Transit> targets, Asker asker) {
        Wait wait = new Wait(List.copyOf(targets), asker, Thread.currentThread().getName());
        lock.lock();
        try {
            Cycle cycle = cycle(own, wait);
            if (cycle == null) {
                waits.put(own, wait);
            }
            return cycle;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a wait. */
    void exit(Transit own) {
        lock.lock();
        try {
            waits.remove(own);
        } finally {
            lock.unlock();
        }
    }

    /** What one waits for at the moment, if it does. */
    @Nullable
    Wait of(Transit own) {
        lock.lock();
        try {
            return waits.get(own);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Cycle cycle(Transit own, Wait wait) {
        Map<Transit, Transit> cameFrom = new HashMap<>();
        Deque<Transit> open = new ArrayDeque<>();
        for (Transit target : wait.targets) {
            if (cameFrom.putIfAbsent(target, own) == null) {
                open.add(target);
            }
        }
        while (!open.isEmpty()) {
            Transit next = open.remove();
            if (next == own) {
                return describe(own, wait, cameFrom);
            }
            if (next.isOver()) {
                continue;
            }
            for (Transit needed : needs(next)) {
                if (cameFrom.putIfAbsent(needed, next) == null) {
                    open.add(needed);
                }
            }
        }
        return null;
    }

    private List<Transit> needs(Transit transit) {
        Wait wait = waits.get(transit);
        return wait != null ? wait.targets : transit.needs();
    }

    /** The cycle from the target on that leads to who waits. */
    private Cycle describe(Transit own, Wait wait, Map<Transit, Transit> cameFrom) {
        Deque<Transit> way = new ArrayDeque<>();
        Transit at = own;
        do {
            way.addFirst(at);
            at = Objects.requireNonNull(cameFrom.get(at), "where the search came from");
        } while (at != own);
        Transit target = way.element();
        way.addLast(target);
        List<String> path = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        Transit from = null;
        for (Transit to : way) {
            path.add(to.name());
            if (from != null) {
                Wait of = from == own ? wait : waits.get(from);
                steps.add(step(from, of, to));
            }
            from = to;
        }
        return new Cycle(target, path, steps);
    }

    private static String step(Transit from, @Nullable Wait wait, Transit to) {
        if (wait != null) {
            String who = from instanceof Departure ? "the " + from.words() : from.name();
            String whom = to instanceof Departure ? "the " + to.words() : to.name();
            return who + " waits for " + whom + " at " + wait.asker + " on " + wait.thread;
        }
        if (from instanceof Departure) {
            return "the " + from.words() + " comes after the " + to.words();
        }
        return to instanceof Departure
                ? "the " + from.words() + " comes after its unloading"
                : from.name() + " requires " + to.name();
    }
}
