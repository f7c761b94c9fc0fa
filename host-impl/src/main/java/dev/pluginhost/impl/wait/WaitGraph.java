package dev.pluginhost.impl.wait;

import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.state.Unload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which operations wait for which. An operation enters before its thread begins to wait. It is refused if one that it would wait for needs it,
 * directly or through others. The search and the entry are one step under the lock: the last of the waits that would close a cycle sees all the
 * others.
 *
 * <p>An import that no thread has claimed needs its prerequisites and the unloading of the plugin's last instance. An unloading that has
 * not begun needs those of the plugins that require it, and its import. An operation that runs needs what it has entered a wait for. Each
 * runs on one thread, so this is a graph of threads too. The operations may be of several hosts. Safe for use by any thread.
 */
public final class WaitGraph {

    /** The one graph of all hosts: a plugin of one host may wait for those of another. */
    static final WaitGraph OF_ALL_HOSTS = new WaitGraph();

    /** The operations that one waits for, and the code and the thread that do. */
    record Waiting(List<Operation> targets, Caller caller, String thread) {}

    /** A wait that is refused: what needs the one that would wait, the plugins on the path from it back to it, and each step in words. */
    record Cycle(Operation target, List<String> path, List<String> steps) {}

    /** The waits under way. Its monitor, the lock, guards it. */
    private final Map<Operation, Waiting> waits = new HashMap<>();

    /** Enters a wait of an operation, which is in no other one; null if it may wait until {@link #exit}, else the cycle, and nothing is entered. */
    @Nullable
    Cycle enter(Operation own, List<? extends Operation> targets, Caller caller) {
        Waiting entry =
                new Waiting(List.copyOf(targets), caller, Thread.currentThread().getName());
        synchronized (waits) {
            Cycle cycle = cycle(own, entry);
            if (cycle == null) {
                waits.put(own, entry);
            }
            return cycle;
        }
    }

    /** Ends a wait. */
    void exit(Operation own) {
        synchronized (waits) {
            waits.remove(own);
        }
    }

    /** The wait of an operation; null if it is in none. */
    @Nullable
    Waiting of(Operation own) {
        synchronized (waits) {
            return waits.get(own);
        }
    }

    private @Nullable Cycle cycle(Operation own, Waiting entry) {
        Map<Operation, Operation> cameFrom = new HashMap<>();
        Deque<Operation> open = new ArrayDeque<>();
        for (Operation target : entry.targets) {
            if (cameFrom.putIfAbsent(target, own) == null) {
                open.add(target);
            }
        }
        while (!open.isEmpty()) {
            Operation next = open.remove();
            if (next == own) {
                return describe(own, entry, cameFrom);
            }
            if (next.isOver()) {
                continue;
            }
            Waiting further = waits.get(next);
            for (Operation needed : further != null ? further.targets : next.needs()) {
                if (cameFrom.putIfAbsent(needed, next) == null) {
                    open.add(needed);
                }
            }
        }
        return null;
    }

    /** The cycle, from the target that leads to the operation that would wait. */
    private Cycle describe(Operation own, Waiting entry, Map<Operation, Operation> cameFrom) {
        Deque<Operation> way = new ArrayDeque<>();
        Operation at = own;
        do {
            way.addFirst(at);
            at = Objects.requireNonNull(cameFrom.get(at), "where the search came from");
        } while (at != own);
        Operation target = way.element();
        way.addLast(target);
        List<String> path = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        Operation from = null;
        for (Operation to : way) {
            path.add(to.name());
            if (from != null) {
                steps.add(step(from, from == own ? entry : waits.get(from), to));
            }
            from = to;
        }
        return new Cycle(target, path, steps);
    }

    /** The plugin, or its unloading, for messages. */
    static String words(Operation operation) {
        return operation instanceof Unload ? "the " + operation.words() : operation.name();
    }

    private static String step(Operation from, @Nullable Waiting entry, Operation to) {
        if (entry != null) {
            return words(from) + " waits for " + words(to) + " at " + entry.caller + " on " + entry.thread;
        }
        if (from instanceof Unload) {
            return words(from) + " comes after the " + to.words();
        }
        return to instanceof Unload
                ? "the " + from.words() + " comes after its unloading"
                : from.name() + " requires " + to.name();
    }
}
