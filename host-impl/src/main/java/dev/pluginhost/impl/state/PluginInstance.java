package dev.pluginhost.impl.state;

import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.state.Operation.Outcome;
import dev.pluginhost.modules.graph.PluginNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One life of a plugin, from the import that begins it to the unloading that ends it. It knows the instances that it requires and those
 * that require it, so that none leaves while another one needs it.
 * Its state is written under the stripe of its name, except where a field says otherwise, and read by any thread.
 */
public final class PluginInstance {

    /** Written by the thread that runs its import. */
    private volatile PluginNode node;

    /** What it requires. Written before it can be found and when it is planned again; emptied after its end. */
    private volatile List<PluginInstance> prerequisites;

    /** Those that require it, under way or imported, the first one first. Changed by any thread. */
    private final Set<PluginInstance> dependents = Collections.synchronizedSet(new LinkedHashSet<>(2));

    /** Its import while that is under way. */
    private volatile @Nullable Import underWay;

    /** What came of its import, from then to its end. */
    private volatile @Nullable Outcome outcome;

    /** Its unloading. Written once, under the write lock of {@link PluginTable}; read under that lock, and for display. */
    private volatile @Nullable Operation unload;

    PluginInstance(PluginNode node, List<PluginInstance> prerequisites, Import underWay) {
        this.node = node;
        this.prerequisites = List.copyOf(prerequisites);
        this.underWay = underWay;
    }

    public String name() {
        return node.name();
    }

    public PluginNode node() {
        return node;
    }

    public @Nullable Import underWay() {
        return underWay;
    }

    /** What came of its import; null while that is under way, and after its end. */
    @Nullable
    Outcome outcome() {
        return outcome;
    }

    /** What was imported; null if it is not imported. */
    public @Nullable Imported imported() {
        return outcome instanceof Outcome.Present present ? present.imported() : null;
    }

    @Nullable
    Operation unload() {
        return unload;
    }

    boolean isLeaving() {
        return unload != null;
    }

    /** Whether it is under way or imported. */
    boolean isAlive() {
        return underWay != null || imported() != null;
    }

    List<PluginInstance> prerequisites() {
        return prerequisites;
    }

    @Nullable
    PluginInstance prerequisite(String name) {
        for (PluginInstance prerequisite : prerequisites) {
            if (prerequisite.name().equals(name)) {
                return prerequisite;
            }
        }
        return null;
    }

    /** All that it requires, directly or through others. */
    public List<PluginInstance> requirements() {
        List<PluginInstance> all = inOrder(this, instance -> instance.prerequisites);
        return all.subList(0, all.size() - 1);
    }

    /** Those that require it and have not ended. None is added while the write lock of {@link PluginTable} is held. */
    List<PluginInstance> dependents() {
        List<PluginInstance> alive = new ArrayList<>(dependents);
        alive.removeIf(dependent -> !dependent.isAlive());
        return alive;
    }

    /** All that is reached from the last one, each after what comes before it. Not recursive, as chains may be long. */
    static <T> List<T> inOrder(T last, Function<T, Collection<T>> before) {
        record Visit<T>(T of, Iterator<T> rest) {}
        List<T> order = new ArrayList<>();
        Set<T> seen = new HashSet<>(Set.of(last));
        Deque<Visit<T>> visits = new ArrayDeque<>();
        visits.push(new Visit<>(last, before.apply(last).iterator()));
        while (!visits.isEmpty()) {
            Visit<T> visit = visits.element();
            if (!visit.rest.hasNext()) {
                order.add(visits.pop().of);
                continue;
            }
            T next = visit.rest.next();
            if (seen.add(next)) {
                visits.push(new Visit<>(next, before.apply(next).iterator()));
            }
        }
        return order;
    }

    // The transitions; PluginTable calls them

    /** Notes at each plugin that it requires that this one does, so that none of them leaves before it. */
    void pin() {
        for (PluginInstance prerequisite : prerequisites) { // no lambda, on the way to the first import
            prerequisite.dependents.add(this);
        }
        if (!isAlive()) {
            unpin(prerequisites); // its import was ended in between, by a thread that has not found these
        }
    }

    void unpin(List<PluginInstance> those) {
        those.forEach(prerequisite -> prerequisite.dependents.remove(this));
    }

    void replan(PluginNode anew, List<PluginInstance> required) {
        List<PluginInstance> dropped = new ArrayList<>(prerequisites);
        dropped.removeAll(required);
        prerequisites = List.copyOf(required);
        node = anew;
        pin();
        unpin(dropped);
    }

    /** Its import has ended. An imported plugin keeps no prerequisites that have failed: their causes keep classes alive. */
    void ended(Outcome result) {
        if (result instanceof Outcome.Present && !prerequisites.isEmpty()) {
            List<PluginInstance> present = new ArrayList<>(prerequisites);
            present.removeIf(prerequisite -> prerequisite.imported() == null);
            prerequisites = List.copyOf(present);
        }
        outcome = result; // first: a reader without the stripe must not take it for dead in between
        underWay = null;
    }

    void leave(Operation by) {
        unload = by;
    }

    /** Keeps nothing of the plugin alive from now on. */
    void end() {
        outcome = null;
        unpin(prerequisites);
        prerequisites = List.of();
    }
}
