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
 * Which flights wait for which. A flight enters before its thread begins to wait for others, and is refused if one of those
 * needs, by whatever way, the flight itself. The check and the entry are one step under the graph's lock, so that of the waits
 * that would close a cycle together the last one sees all the others.
 *
 * <p>Edges: a flight that nobody has claimed needs its prerequisites; one that runs needs what it has entered a wait for. As
 * a flight runs on one thread, and what that thread runs meanwhile is what the flight waits for, this is a graph over threads
 * as well. Flights may be of several hosts. Safe for use by any thread; the lock is a leaf.
 */
final class WaitGraph {

    /** One for all hosts, as plugins of one may wait for those of another. */
    static final WaitGraph OF_ALL_HOSTS = new WaitGraph();

    /** What a flight waits for, and the code that does. */
    record Wait(List<Flight> targets, Asker asker, String thread) {}

    /**
     * A refused wait.
     *
     * @param target the one of the targets that needs the flight
     * @param path names of plugins, the target's first and last
     * @param steps for each step of the path who waits where, in words
     */
    record Cycle(Flight target, List<String> path, List<String> steps) {}

    private final ReentrantLock lock = new ReentrantLock();

    /** The waits under way; guarded by the lock. */
    private final Map<Flight, Wait> waits = new HashMap<>();

    /**
     * Enters a wait.
     *
     * @param flight who waits; it is in no other wait
     * @param targets all of what it waits for
     * @return nothing if it may wait, and {@link #exit} is due afterwards; else the cycle, and nothing has been entered
     */
    @Nullable
    Cycle enter(Flight flight, List<Flight> targets, Asker asker) {
        Wait wait = new Wait(List.copyOf(targets), asker, Thread.currentThread().getName());
        lock.lock();
        try {
            Cycle cycle = cycle(flight, wait);
            if (cycle == null) {
                waits.put(flight, wait);
            }
            return cycle;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait of a flight. */
    void exit(Flight flight) {
        lock.lock();
        try {
            waits.remove(flight);
        } finally {
            lock.unlock();
        }
    }

    /** What a flight waits for at the moment, if it does. */
    @Nullable
    Wait of(Flight flight) {
        lock.lock();
        try {
            return waits.get(flight);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Cycle cycle(Flight flight, Wait wait) {
        Map<Flight, Flight> cameFrom = new HashMap<>();
        Deque<Flight> open = new ArrayDeque<>();
        for (Flight target : wait.targets) {
            if (cameFrom.putIfAbsent(target, flight) == null) {
                open.add(target);
            }
        }
        while (!open.isEmpty()) {
            Flight next = open.remove();
            if (next == flight) {
                return describe(flight, wait, cameFrom);
            }
            if (next.hasLanded()) {
                continue;
            }
            for (Flight needed : needs(next)) {
                if (cameFrom.putIfAbsent(needed, next) == null) {
                    open.add(needed);
                }
            }
        }
        return null;
    }

    private List<Flight> needs(Flight flight) {
        Wait wait = waits.get(flight);
        if (wait != null) {
            return wait.targets;
        }
        return flight.runner() == null ? flight.missing() : List.of();
    }

    /** The cycle from the target on that leads to the flight. */
    private Cycle describe(Flight flight, Wait wait, Map<Flight, Flight> cameFrom) {
        Deque<Flight> way = new ArrayDeque<>();
        Flight at = flight;
        do {
            way.addFirst(at);
            at = Objects.requireNonNull(cameFrom.get(at), "where the search came from");
        } while (at != flight);
        Flight target = way.element();
        way.addLast(target);
        List<String> path = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        Flight from = null;
        for (Flight to : way) {
            path.add(to.name());
            if (from != null) {
                Wait of = from == flight ? wait : waits.get(from);
                steps.add(
                        of == null
                                ? from.name() + " requires " + to.name()
                                : from.name() + " waits for " + to.name() + " at " + of.asker + " on " + of.thread);
            }
            from = to;
        }
        return new Cycle(target, path, steps);
    }
}
