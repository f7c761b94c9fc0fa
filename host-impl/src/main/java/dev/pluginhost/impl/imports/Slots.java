package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportFailure;
import dev.pluginhost.ImportTrace;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One slot for each plugin that was ever asked for: in flight or not, and how the last import went. Together with the
 * registry it is the state that imports are decided on; each transition happens under the stripe of the plugin's name, and
 * nothing is called there but the registry and constructors of this package: no plugin code, no input or output, no
 * callback.
 *
 * <p>Safe for use by any thread.
 */
final class Slots {

    private static final class Slot {
        /** Guarded by the stripe. */
        @Nullable
        Flight flight;

        /** Written under the stripe, read by any thread. */
        volatile Last last = Last.NONE;
    }

    private record Last(Optional<ImportFailure> failure, Optional<ImportTrace> trace) {
        static final Last NONE = new Last(Optional.empty(), Optional.empty());
    }

    /** What somebody who asks for a plugin finds or begins. */
    sealed interface Leg {
        /** It is imported. */
        record There(Imported imported) implements Leg {}

        /** It is in flight; {@code begun} if only now. */
        record InFlight(Flight flight, boolean begun) implements Leg {}

        /** The host is closed. */
        record Closed() implements Leg {}
    }

    private final Registry registry;
    private final Stripes stripes = new Stripes();

    /** Slots are added and removed under the stripe of their name. */
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    /** Set once; read under a stripe by those who want to begin a flight, so that none begins after {@link #close}. */
    private volatile boolean closed;

    Slots(Registry registry) {
        this.registry = registry;
    }

    /** Joins what is there, or begins the flight that the supplier makes. */
    Leg join(String name, Supplier<Flight> flight) {
        return stripes.under(name, () -> {
            if (closed) {
                return new Leg.Closed();
            }
            Imported there = registry.find(name);
            if (there != null) {
                return new Leg.There(there);
            }
            Slot slot = slots.computeIfAbsent(name, key -> new Slot());
            Flight underWay = slot.flight;
            if (underWay != null) {
                return new Leg.InFlight(underWay, false);
            }
            Flight begun = flight.get();
            slot.flight = begun;
            return new Leg.InFlight(begun, true);
        });
    }

    /**
     * Ends a flight well: the plugin is in the registry from now on.
     *
     * @return false if the flight was ended before, by its deadline or by close; then nothing is changed
     */
    boolean publish(Flight flight, Imported imported) {
        return end(flight, Optional.empty(), () -> registry.publish(imported));
    }

    /**
     * Ends a flight badly.
     *
     * @return false if the flight was ended before; then nothing is changed
     */
    boolean fail(Flight flight, ImportFailure failure) {
        return end(flight, Optional.of(failure), () -> {});
    }

    private boolean end(Flight flight, Optional<ImportFailure> failure, Runnable transition) {
        Last last = new Last(failure, Optional.of(flight.trace()));
        return stripes.under(flight.name(), () -> {
            Slot slot = slots.get(flight.name());
            if (slot == null || slot.flight != flight) {
                return false;
            }
            transition.run();
            slot.flight = null;
            slot.last = last;
            return true;
        });
    }

    /** Makes an imported plugin invisible. */
    void withdraw(Imported imported) {
        stripes.under(imported.name(), () -> {
            registry.withdraw(imported);
            return imported;
        });
    }

    /** How a plugin stands at the moment. */
    Standing standing(String name) {
        return stripes.under(name, () -> {
            Slot slot = slots.get(name);
            return slot == null
                    ? new Standing(false, Optional.empty(), Optional.empty())
                    : new Standing(slot.flight != null, slot.last.failure, slot.last.trace);
        });
    }

    /** The flight of a plugin that is under way. */
    Optional<Flight> flight(String name) {
        return stripes.under(name, () -> {
            Slot slot = slots.get(name);
            return Optional.ofNullable(slot == null ? null : slot.flight);
        });
    }

    /** Forgets the plugins that are neither installed any more nor imported nor in flight. */
    void forget(Predicate<String> installed) {
        for (String name : List.copyOf(slots.keySet())) {
            if (!installed.test(name)) {
                stripes.under(name, () -> {
                    Slot slot = slots.get(name);
                    if (slot != null && slot.flight == null && registry.find(name) == null) {
                        slots.remove(name);
                    }
                    return name;
                });
            }
        }
    }

    /** All flights under way. */
    List<Flight> underWay() {
        List<Flight> flights = new ArrayList<>();
        for (String name : List.copyOf(slots.keySet())) {
            flight(name).ifPresent(flights::add);
        }
        return flights;
    }

    boolean isClosed() {
        return closed;
    }

    /** From now on no flight begins: who sees the flag unset under a stripe has installed his flight before we get there. */
    void close() {
        closed = true;
        stripes.passThrough();
    }
}
