package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.registry.Imported;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One life of a plugin, from the flight that brings it to the departure that takes it away. It knows those of the plugins that it
 * requires and of those that require it, so that none goes while another one needs it.
 *
 * <p>Its state is that of its name's slot and guarded by the same stripe, but where it is said otherwise.
 */
final class Incarnation {

    /** Written by the thread that runs its flight, before it is imported; read by any thread. */
    private volatile PluginNode node;

    /** What it requires. Written once, before it can be found; not emptied before it has ended. Read by any thread. */
    private volatile List<Incarnation> prerequisites = List.of();

    /** Those that require it, in flight or imported. Guarded by the stripe. */
    private final Set<Incarnation> dependents = new LinkedHashSet<>();

    /** The flight, as long as it is under way. Written under the stripe, read by any thread. */
    private volatile @Nullable Flight flight;

    /** What was imported, from its publication to its end. Written under the stripe, read by any thread. */
    private volatile @Nullable Imported imported;

    /** Written once, by who holds the write lock of {@link Slots}; read by who holds that or the read lock, and for display. */
    private volatile @Nullable Departure departure;

    /** A life that begins with a flight. */
    Incarnation(Flight flight) {
        this.node = flight.node();
        this.flight = flight;
    }

    String name() {
        return node.name();
    }

    PluginNode node() {
        return node;
    }

    @Nullable
    Flight flight() {
        return flight;
    }

    @Nullable
    Imported imported() {
        return imported;
    }

    @Nullable
    Departure departure() {
        return departure;
    }

    /** Whether it is in flight or imported. */
    boolean isAlive() {
        return flight != null || imported != null;
    }

    boolean isLeaving() {
        return departure != null;
    }

    List<Incarnation> prerequisites() {
        return prerequisites;
    }

    /** The names of what it requires, at once or through others. */
    Set<String> namesOfPrerequisites() {
        Deque<Incarnation> open = new ArrayDeque<>(prerequisites);
        Set<String> names = new HashSet<>();
        while (!open.isEmpty()) {
            Incarnation next = open.remove();
            if (names.add(next.name())) {
                open.addAll(next.prerequisites);
            }
        }
        return names;
    }

    /** Whether it requires a plugin, at once or through others. To be asked by its own start or stop: until then it keeps them. */
    boolean needs(Imported plugin) {
        Deque<Incarnation> open = new ArrayDeque<>(prerequisites);
        Set<Incarnation> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            Incarnation next = open.remove();
            if (next.imported == plugin) {
                return true;
            }
            for (Incarnation further : next.prerequisites) {
                if (seen.add(further)) {
                    open.add(further);
                }
            }
        }
        return false;
    }

    List<Incarnation> dependents() {
        return new ArrayList<>(dependents);
    }

    /** The one of those it requires that was imported as this. */
    @Nullable
    Incarnation prerequisite(Imported plugin) {
        for (Incarnation prerequisite : prerequisites) {
            if (prerequisite.imported == plugin) {
                return prerequisite;
            }
        }
        return null;
    }

    void replan(PluginNode anew) {
        node = anew;
    }

    void requires(List<Incarnation> those) {
        prerequisites = List.copyOf(those);
    }

    void addDependent(Incarnation other) {
        dependents.add(other);
    }

    void removeDependent(Incarnation other) {
        dependents.remove(other);
    }

    void landed(@Nullable Imported what) {
        imported = what; // first: who reads without the stripe must not take it for dead in between
        flight = null;
    }

    void leaves(Departure by) {
        departure = by;
    }

    /** Keeps the plugin alive no more. */
    void ended() {
        imported = null;
    }

    @Override
    public String toString() {
        return "incarnation of " + name();
    }
}
