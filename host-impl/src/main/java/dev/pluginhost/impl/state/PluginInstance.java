package dev.pluginhost.impl.state;

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
 * One life of a plugin, from the import that begins it to the unloading that ends it. It knows the instances that it requires and those
 * that require it, so that none leaves while another one needs it.
 *
 * <p>Its state is written under the stripe of its name, except where a field says otherwise.
 */
public final class PluginInstance {

    /** Written by the thread that runs its import; read by any thread. */
    private volatile PluginNode node;

    /** What it requires. Written before it can be found and when it is planned again; emptied after its end. Read by any thread. */
    private volatile List<PluginInstance> prerequisites;

    /** Those that require it, under way or imported. Guarded by the stripe. */
    private final Set<PluginInstance> dependents = new LinkedHashSet<>();

    /** Its import while that is under way. Read by any thread. */
    private volatile @Nullable Import underWay;

    /** What came of its import, from then to its end. Read by any thread. */
    private volatile @Nullable Outcome outcome;

    /** Its unloading. Written once, under the write lock of {@link PluginTable}; read under that lock, and for display. */
    private volatile @Nullable Operation unload;

    PluginInstance(PluginNode node, List<PluginInstance> prerequisites, Import underWay) {
        this.node = node;
        this.prerequisites = List.copyOf(prerequisites);
        this.underWay = underWay;
    }

    /** The plugin's name. */
    public String name() {
        return node.name();
    }

    /** The plugin as it is planned. */
    public PluginNode node() {
        return node;
    }

    /** Its import, while that is under way. */
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

    /** Its unloading, if it is to leave. */
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
    private Set<PluginInstance> requirements() {
        Deque<PluginInstance> open = new ArrayDeque<>(prerequisites);
        Set<PluginInstance> seen = new HashSet<>(open);
        while (!open.isEmpty()) {
            for (PluginInstance further : open.remove().prerequisites) {
                if (seen.add(further)) {
                    open.add(further);
                }
            }
        }
        return seen;
    }

    /** The names of what it requires, directly or through others. */
    public Set<String> namesOfRequirements() {
        Set<String> names = new HashSet<>();
        for (PluginInstance requirement : requirements()) {
            names.add(requirement.name());
        }
        return names;
    }

    /** Whether it requires a plugin, directly or through others. For its own start or stop, during which it keeps them. */
    public boolean requires(Imported plugin) {
        for (PluginInstance requirement : requirements()) {
            if (requirement.imported() == plugin) {
                return true;
            }
        }
        return false;
    }

    /** A copy; to be called under the stripe. */
    List<PluginInstance> dependents() {
        return new ArrayList<>(dependents);
    }

    // The transitions; PluginTable calls them

    void plan(PluginNode anew) {
        node = anew;
    }

    void require(List<PluginInstance> those) {
        prerequisites = List.copyOf(those);
    }

    void addDependent(PluginInstance other) {
        dependents.add(other);
    }

    void removeDependent(PluginInstance other) {
        dependents.remove(other);
    }

    /** Its import has ended. An imported plugin keeps no prerequisites that have failed: their causes keep classes alive. */
    void ended(Outcome result) {
        if (result instanceof Outcome.Present) {
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
    }

    @Override
    public String toString() {
        return "instance of " + name();
    }
}
