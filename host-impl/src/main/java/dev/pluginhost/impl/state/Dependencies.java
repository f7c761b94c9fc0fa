package dev.pluginhost.impl.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/**
 * Which instances require which, each set of dependents guarded by the stripe of the required plugin's name. Safe for use by any thread.
 */
final class Dependencies {

    private final Stripes stripes;

    Dependencies(Stripes stripes) {
        this.stripes = stripes;
    }

    /** Notes what an instance requires, so that none of that leaves before it. */
    void pin(PluginInstance dependent, List<PluginInstance> prerequisites) {
        for (PluginInstance prerequisite : prerequisites) {
            Lock stripe = stripes.lock(prerequisite.name());
            try {
                prerequisite.addDependent(dependent);
            } finally {
                stripe.unlock();
            }
        }
        if (!dependent.isAlive()) {
            unpin(dependent, prerequisites); // its import was ended in between, by a thread that has not found these
        }
    }

    void unpin(PluginInstance dependent, List<PluginInstance> prerequisites) {
        for (PluginInstance prerequisite : prerequisites) {
            Lock stripe = stripes.lock(prerequisite.name());
            try {
                prerequisite.removeDependent(dependent);
            } finally {
                stripe.unlock();
            }
        }
    }

    /** Those that must leave before an instance that is not marked, and it as the last one; without those that are marked. */
    List<PluginInstance> dependentsFirst(PluginInstance last) {
        record Visit(PluginInstance instance, Iterator<PluginInstance> rest) {}
        List<PluginInstance> order = new ArrayList<>();
        Set<PluginInstance> seen = new HashSet<>(Set.of(last));
        Deque<Visit> visits = new ArrayDeque<>();
        visits.push(new Visit(last, dependents(last).iterator()));
        while (!visits.isEmpty()) {
            Visit visit = visits.element();
            if (!visit.rest.hasNext()) {
                order.add(visits.pop().instance);
                continue;
            }
            PluginInstance next = visit.rest.next();
            if (!next.isLeaving() && seen.add(next)) {
                visits.push(new Visit(next, dependents(next).iterator()));
            }
        }
        return order;
    }

    /** Those that require it and have not ended. None is added while the write lock is held. */
    List<PluginInstance> dependents(PluginInstance instance) {
        List<PluginInstance> dependents;
        Lock stripe = stripes.lock(instance.name());
        try {
            dependents = instance.dependents();
        } finally {
            stripe.unlock();
        }
        dependents.removeIf(dependent -> !dependent.isAlive());
        return dependents;
    }

    /** The same instances, each after those of them that it requires. */
    static Set<PluginInstance> prerequisitesFirst(Set<PluginInstance> instances) {
        Set<PluginInstance> order = new LinkedHashSet<>();
        Deque<PluginInstance> open = new ArrayDeque<>(instances);
        while (!open.isEmpty()) {
            PluginInstance next = open.element();
            List<PluginInstance> missing = new ArrayList<>(next.prerequisites());
            missing.removeIf(prerequisite -> !instances.contains(prerequisite) || order.contains(prerequisite));
            if (missing.isEmpty()) {
                order.add(open.remove());
            } else {
                missing.forEach(open::push);
            }
        }
        return order;
    }
}
