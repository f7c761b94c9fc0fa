package dev.pluginhost.impl.imports;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom among import threads and flights. A thread enters before it waits, and is refused if the flight it
 * wants to wait for needs, by whatever way, a flight that the thread itself is running. The check and the entry are one step
 * under the graph's lock, so that of two waits that would close a cycle together the later one sees the earlier.
 *
 * <p>Edges: a flight that nobody runs yet needs its prerequisites; one that a thread runs needs what that thread waits for.
 * Safe for use by any thread; the lock is a leaf.
 */
final class WaitGraph {

    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Enters a wait for a flight, for the sake of a target that needs it or is it.
     *
     * @return empty if the thread may wait, and must call {@link #exit} afterwards; else the cycle, as names of plugins, the
     *     first one also the last
     */
    List<String> enter(ImportThread thread, Flight flight, Flight target) {
        lock.lock();
        try {
            List<String> cycle = cycle(thread, target);
            if (cycle.isEmpty()) {
                thread.waitingFor = flight;
            }
            return cycle;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait. */
    void exit(ImportThread thread) {
        lock.lock();
        try {
            thread.waitingFor = null;
        } finally {
            lock.unlock();
        }
    }

    private static List<String> cycle(ImportThread thread, Flight target) {
        Map<Flight, @Nullable Flight> cameFrom = new HashMap<>();
        Deque<Flight> open = new ArrayDeque<>(List.of(target));
        cameFrom.put(target, null);
        while (!open.isEmpty()) {
            Flight flight = open.remove();
            if (flight.hasLanded()) {
                continue;
            }
            ImportThread runner = flight.runner();
            if (runner == thread) {
                return path(thread, flight, cameFrom);
            }
            for (Flight needed : needs(flight, runner)) {
                if (!cameFrom.containsKey(needed)) {
                    cameFrom.put(needed, flight);
                    open.add(needed);
                }
            }
        }
        return List.of();
    }

    private static List<Flight> needs(Flight flight, @Nullable ImportThread runner) {
        if (runner == null) {
            return flight.missing();
        }
        Flight waitedFor = runner.waitingFor;
        return waitedFor == null ? List.of() : List.of(waitedFor);
    }

    /** From the flight that was reached, up the thread's own stack, over the target, back to the flight. */
    private static List<String> path(ImportThread thread, Flight reached, Map<Flight, @Nullable Flight> cameFrom) {
        Deque<String> way = new ArrayDeque<>();
        for (Flight at = reached; at != null; at = cameFrom.get(at)) {
            way.addFirst(at.name());
        }
        List<Flight> running = thread.running();
        List<String> path = new ArrayList<>();
        for (Flight own : running.subList(Math.max(0, running.indexOf(reached)), running.size())) {
            path.add(own.name());
        }
        path.addAll(way);
        return path;
    }
}
