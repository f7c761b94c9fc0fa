package dev.pluginhost.impl.imports;

import dev.pluginhost.Dependents;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One slot for each plugin that was ever asked for: its newest incarnation, and how the last import went. Together with the
 * registry it is the state that imports are decided on; each transition happens under the stripe of the plugin's name, and
 * nothing is called there but the registry, the events, which note what to tell, and constructors of this package: no plugin
 * code, no input or output, no callback.
 *
 * <p>What concerns several names at once is kept apart by {@link #moving}: who plans an import and installs its flights shares
 * it, so that nothing he builds on begins to leave meanwhile; who marks a plugin, and all that depend on it, as leaving has it
 * alone. Stripes are taken inside it, one at a time. It too is held for a moment only.
 *
 * <p>Safe for use by any thread.
 */
final class Slots {

    private static final class Slot {
        /**
         * The last one that has begun, in flight, imported, or leaving; null if there is none. Written under the stripe, read by
         * any thread.
         */
        volatile @Nullable Incarnation newest;

        /** Written under the stripe, read by any thread. */
        volatile Last last = Last.NONE;
    }

    private record Last(Optional<PluginInfo.Failure> failure, Optional<PluginInfo.Trace> trace) {
        static final Last NONE = new Last(Optional.empty(), Optional.empty());
    }

    /** What somebody who asks for a plugin finds or begins. */
    sealed interface Leg {
        /** It is imported. */
        record There(Incarnation incarnation, Imported imported) implements Leg {}

        /** It is in flight; {@code begun} if only now. */
        record InFlight(Flight flight, boolean begun) implements Leg {}

        /** The host is closed. */
        record Closed() implements Leg {}
    }

    /** What somebody who wants a plugin to leave finds or begins. */
    sealed interface Leave {
        /** It leaves; those departures have begun only now, each after those that it comes after. */
        record Leaving(Departure departure, List<Departure> begun) implements Leave {}

        /** It is neither imported nor in flight. */
        record Absent() implements Leave {}

        /** Others require it. */
        record InUse(Incarnation incarnation, List<String> dependents) implements Leave {}

        /** The host is closed. */
        record Closed() implements Leave {}
    }

    private final Registry registry;
    private final Events events;
    private final Stripes stripes = new Stripes();
    private final ReentrantReadWriteLock moving = new ReentrantReadWriteLock();

    /** Slots are added and removed under the stripe of their name. */
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    /**
     * Set once; read under a stripe by those who want to begin a flight, and under {@link #moving} by those who want one to
     * leave, so that nothing begins after {@link #close}.
     */
    private volatile boolean closed;

    Slots(Registry registry, Events events) {
        this.registry = registry;
        this.events = events;
    }

    /** Plans, and installs what is planned, while nothing begins to leave. */
    <T> T steadily(Supplier<T> planning) {
        moving.readLock().lock();
        try {
            return planning.get();
        } finally {
            moving.readLock().unlock();
        }
    }

    /** The incarnation of a plugin that is imported and not leaving. */
    @Nullable
    Incarnation staying(String name) {
        Slot slot = slots.get(name);
        Incarnation newest = slot == null ? null : slot.newest;
        return newest != null && !newest.isLeaving() && newest.imported() != null ? newest : null;
    }

    /**
     * Joins what is there, or begins the flight that the function makes, which is told what has to be gone before it. To be called
     * {@linkplain #steadily steadily}, where others build on what comes of it.
     */
    Leg join(String name, Function<@Nullable Departure, Flight> flight) {
        return stripes.under(name, () -> {
            if (closed) {
                return new Leg.Closed();
            }
            Slot slot = slots.computeIfAbsent(name, key -> new Slot());
            Incarnation newest = slot.newest;
            if (newest != null && !newest.isLeaving()) {
                Flight underWay = newest.flight();
                return underWay != null
                        ? new Leg.InFlight(underWay, false)
                        : new Leg.There(newest, Objects.requireNonNull(newest.imported(), name));
            }
            Flight begun = flight.apply(newest == null ? null : newest.departure());
            slot.newest = begun.incarnation();
            return new Leg.InFlight(begun, true);
        });
    }

    /** Notes what an incarnation requires, so that none of that leaves before it. Likewise to be called steadily. */
    void pin(Incarnation dependent, List<Incarnation> prerequisites) {
        dependent.requires(prerequisites);
        for (Incarnation prerequisite : prerequisites) {
            stripes.under(prerequisite.name(), () -> {
                prerequisite.addDependent(dependent);
                return prerequisite;
            });
        }
        if (!dependent.isAlive()) {
            unpin(dependent); // it was failed in between, by whom these were not found yet
        }
    }

    /** Notes that an incarnation in flight requires others than was noted before. Likewise to be called steadily. */
    void repin(Incarnation dependent, List<Incarnation> prerequisites) {
        List<Incarnation> dropped = new ArrayList<>(dependent.prerequisites());
        dropped.removeAll(prerequisites);
        pin(dependent, prerequisites);
        unpin(dependent, dropped);
    }

    private void unpin(Incarnation dependent) {
        unpin(dependent, dependent.prerequisites());
    }

    private void unpin(Incarnation dependent, List<Incarnation> prerequisites) {
        for (Incarnation prerequisite : prerequisites) {
            stripes.under(prerequisite.name(), () -> {
                prerequisite.removeDependent(dependent);
                return prerequisite;
            });
        }
    }

    /**
     * Marks a plugin as leaving, and before it all that require it, those in flight too, which leave when they have landed. From
     * then on nothing begins to require them; who asks for one of them begins a new flight, which comes after its departure.
     *
     * @param dependents what to do if it is required
     */
    Leave leave(String name, Dependents dependents, BiFunction<Incarnation, List<Departure>, Departure> departure) {
        moving.writeLock().lock();
        try {
            if (closed) {
                return new Leave.Closed();
            }
            Slot slot = slots.get(name);
            Incarnation leaving = slot == null ? null : slot.newest;
            if (leaving == null) {
                return new Leave.Absent();
            }
            Departure underWay = leaving.departure();
            if (underWay != null) {
                return new Leave.Leaving(underWay, List.of());
            }
            List<String> staying = dependents(leaving).stream()
                    .filter(dependent -> !dependent.isLeaving())
                    .map(Incarnation::name)
                    .sorted()
                    .toList();
            if (dependents == Dependents.REFUSE && !staying.isEmpty()) {
                return new Leave.InUse(leaving, staying);
            }
            List<Departure> begun = new ArrayList<>();
            for (Incarnation next : dependentsFirst(leaving)) {
                List<Departure> before = new ArrayList<>();
                for (Incarnation dependent : dependents(next)) {
                    before.add(Objects.requireNonNull(dependent.departure(), "marked before"));
                }
                Departure made = departure.apply(next, before);
                stripes.under(next.name(), () -> {
                    next.leaves(made);
                    markIfThere(next);
                    return next;
                });
                begun.add(made);
            }
            return new Leave.Leaving(begun.get(begun.size() - 1), begun);
        } finally {
            moving.writeLock().unlock();
        }
    }

    /**
     * Marks several plugins, with all that require them, in one step: no caller can begin a new life of one of them in between.
     *
     * @return what came of each name, in their order
     */
    List<Leave> leaveAll(Collection<String> names, BiFunction<Incarnation, List<Departure>, Departure> departure) {
        moving.writeLock().lock();
        try {
            List<Leave> all = new ArrayList<>();
            for (String name : names) {
                all.add(leave(name, Dependents.UNLOAD_FIRST, departure));
            }
            return all;
        } finally {
            moving.writeLock().unlock();
        }
    }

    /** The plugins of these names that are imported, and those that require them, each after those that it requires. */
    List<PluginNode> importedWithDependents(Collection<String> names) {
        return steadily(() -> {
            Set<Incarnation> lastFirst = new LinkedHashSet<>();
            for (String name : names) {
                Incarnation there = staying(name);
                if (there != null) {
                    lastFirst.addAll(dependentsFirst(there));
                }
            }
            return inOrder(lastFirst);
        });
    }

    private static List<PluginNode> inOrder(Set<Incarnation> incarnations) {
        Set<Incarnation> order = new LinkedHashSet<>();
        Deque<Incarnation> open = new ArrayDeque<>(incarnations);
        while (!open.isEmpty()) {
            Incarnation next = open.element();
            List<Incarnation> missing = next.prerequisites().stream()
                    .filter(prerequisite -> incarnations.contains(prerequisite) && !order.contains(prerequisite))
                    .toList();
            if (missing.isEmpty()) {
                order.add(open.remove());
            } else {
                missing.forEach(open::push);
            }
        }
        return order.stream()
                .filter(incarnation -> incarnation.imported() != null)
                .map(Incarnation::node)
                .toList();
    }

    /** To be called under the stripe, when either of both has changed. */
    private void markIfThere(Incarnation incarnation) {
        Imported imported = incarnation.imported();
        if (imported != null && incarnation.isLeaving()) {
            registry.leave(imported);
        }
    }

    /** Those that have to leave before one that is not marked, and at last itself; without those that are marked. */
    private List<Incarnation> dependentsFirst(Incarnation last) {
        record Visit(Incarnation incarnation, Iterator<Incarnation> rest) {}
        List<Incarnation> order = new ArrayList<>();
        Set<Incarnation> seen = new HashSet<>(Set.of(last));
        Deque<Visit> visits = new ArrayDeque<>();
        visits.push(new Visit(last, dependents(last).iterator()));
        while (!visits.isEmpty()) {
            Visit visit = visits.element();
            if (!visit.rest.hasNext()) {
                order.add(visits.pop().incarnation);
                continue;
            }
            Incarnation next = visit.rest.next();
            if (!next.isLeaving() && seen.add(next)) {
                visits.push(new Visit(next, dependents(next).iterator()));
            }
        }
        return order;
    }

    /** Those that require it and have not ended; none is added while the write lock is held. */
    private List<Incarnation> dependents(Incarnation incarnation) {
        return stripes.under(incarnation.name(), incarnation::dependents).stream()
                .filter(Incarnation::isAlive)
                .toList();
    }

    /** Ends the life of a plugin that has left: what requires it anew may begin. */
    void gone(Incarnation incarnation) {
        stripes.under(incarnation.name(), () -> {
            Slot slot = slots.get(incarnation.name());
            if (slot != null && slot.newest == incarnation) {
                slot.newest = null;
            }
            end(incarnation);
            return incarnation;
        });
        events.deliver();
        unpin(incarnation);
        incarnation.requires(List.of());
    }

    /** To be called under the stripe. */
    private void end(Incarnation incarnation) {
        Imported imported = incarnation.imported();
        if (imported != null) {
            events.unloaded(imported);
            incarnation.ended();
        }
    }

    /**
     * Ends a flight well: the plugin is in the registry from now on.
     *
     * @return false if the flight was ended before, by its deadline or by close; then nothing is changed
     */
    boolean publish(Flight flight, Imported imported) {
        return end(flight, Optional.empty(), imported);
    }

    /**
     * Ends a flight badly.
     *
     * @return false if the flight was ended before; then nothing is changed
     */
    boolean fail(Flight flight, PluginInfo.Failure failure) {
        if (!end(flight, Optional.of(failure), null)) {
            return false;
        }
        unpin(flight.incarnation());
        return true;
    }

    private boolean end(Flight flight, Optional<PluginInfo.Failure> failure, @Nullable Imported imported) {
        Last last = new Last(failure, Optional.of(flight.trace()));
        Incarnation incarnation = flight.incarnation();
        boolean ended = stripes.under(flight.name(), () -> {
            Slot slot = slots.get(flight.name());
            if (slot == null || incarnation.flight() != flight) {
                return false;
            }
            if (imported != null) {
                registry.publish(imported);
            } else if (slot.newest == incarnation && !incarnation.isLeaving()) {
                slot.newest = aliveBefore(flight);
            }
            failure.ifPresent(why -> events.failed(flight.name(), why));
            incarnation.landed(imported);
            markIfThere(incarnation);
            slot.last = last;
            return true;
        });
        events.deliver();
        return ended;
    }

    /** The incarnation whose departure the flight was to come after, if that is not over; the next flight has to as well. */
    private static @Nullable Incarnation aliveBefore(Flight flight) {
        Departure before = flight.before();
        Incarnation last = before == null ? null : before.incarnation();
        return last != null && last.isAlive() ? last : null;
    }

    /**
     * Makes an imported plugin invisible.
     *
     * @param why it is, as a clause that can follow the module's name
     * @return false if it was so before
     */
    boolean withdraw(Imported imported, String why) {
        boolean withdrawn = stripes.under(imported.name(), () -> registry.withdraw(imported, why));
        events.deliver();
        return withdrawn;
    }

    /** How a plugin stands at the moment. */
    Standing standing(String name) {
        return stripes.under(name, () -> {
            Slot slot = slots.get(name);
            if (slot == null) {
                return Standing.UNKNOWN;
            }
            Incarnation newest = slot.newest;
            boolean leaving = newest != null && newest.isLeaving();
            boolean inFlight = newest != null && !leaving && newest.flight() != null;
            return new Standing(inFlight, leaving, slot.last.failure, slot.last.trace);
        });
    }

    /** The flight of a plugin that is under way. */
    Optional<Flight> flight(String name) {
        Slot slot = slots.get(name);
        Incarnation newest = slot == null ? null : slot.newest;
        return Optional.ofNullable(newest == null ? null : newest.flight());
    }

    /** Forgets the plugins that are neither installed any more nor imported nor in flight. */
    void forget(Predicate<String> installed) {
        for (String name : List.copyOf(slots.keySet())) {
            if (!installed.test(name)) {
                stripes.under(name, () -> {
                    Slot slot = slots.get(name);
                    if (slot != null && slot.newest == null) {
                        slots.remove(name);
                    }
                    return name;
                });
            }
        }
    }

    /** All flights under way, also those whose plugins are to leave as soon as they have landed. */
    List<Flight> underWay() {
        List<Flight> flights = new ArrayList<>();
        for (String name : List.copyOf(slots.keySet())) {
            Slot slot = slots.get(name);
            Incarnation next = slot == null ? null : slot.newest;
            while (next != null) {
                Flight flight = next.flight();
                if (flight != null) {
                    flights.add(flight);
                }
                Departure before = flight == null ? null : flight.before();
                next = before == null ? null : before.incarnation();
            }
        }
        return flights;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * From now on nothing begins: who sees the flag unset under a stripe has installed his flight before we get there; nobody
     * does so while he plans or marks.
     */
    void close() {
        moving.writeLock().lock();
        try {
            closed = true;
        } finally {
            moving.writeLock().unlock();
        }
        stripes.passThrough();
    }

    /** Lets go of all incarnations, as their plugins have been stopped with the host. */
    void clear() {
        for (String name : List.copyOf(slots.keySet())) {
            stripes.under(name, () -> {
                Slot slot = slots.get(name);
                Incarnation newest = slot == null ? null : slot.newest;
                if (slot != null && newest != null) {
                    end(newest);
                    newest.requires(List.of());
                    slot.newest = null;
                }
                return name;
            });
        }
        events.deliver();
    }
}
