package dev.pluginhost.impl.imports;

import dev.pluginhost.Dependents;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.imports.Slots.Leave;
import dev.pluginhost.impl.imports.Slots.Leg;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The slots and the registry together")
class SlotsLinearizabilityTest {

    /** The second one requires the first one. */
    private static final String[] NAMES = {"acme.one", "acme.other"};

    /** What may be done with them. The lives of a plugin go by their number. */
    @Param(name = "plugin", gen = IntGen.class, conf = "0:1")
    @Param(name = "number", gen = IntGen.class, conf = "1:2")
    public static final class Real {

        /** A life; made under the stripe, so their numbers are the order in which they have begun. */
        private static final class Life {
            final int number;
            final Flight flight;
            final TinyPlugin plugin;

            /** Those that have to go before it; null if it does not leave. Written while nobody plans. */
            volatile @Nullable List<Incarnation> before;

            Life(int number, Flight flight, TinyPlugin plugin) {
                this.number = number;
                this.flight = flight;
                this.plugin = plugin;
            }

            Incarnation incarnation() {
                return flight.incarnation();
            }
        }

        private final Registry registry = new Registry();
        private final Slots slots = new Slots(registry, new Events(registry, ClassLoader.getSystemClassLoader()));
        private final List<List<Life>> begun = List.of(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());

        /** Joins or begins a flight, or finds the plugin imported; the second plugin only if the first one is there to stay. */
        @Operation(params = "plugin")
        public String join(int plugin) {
            return slots.steadily(() -> {
                Incarnation required = null;
                if (plugin == 1) {
                    afterTransitions(0);
                    required = slots.staying(NAMES[0]);
                    if (required == null) {
                        return "lacks the first";
                    }
                }
                Leg leg = slots.join(NAMES[plugin], before -> begin(plugin, before));
                if (!(leg instanceof Leg.InFlight inFlight)) {
                    return leg instanceof Leg.There there ? "there " + number(plugin, there.imported()) : "closed";
                }
                if (inFlight.begun() && required != null) {
                    slots.pin(inFlight.flight().incarnation(), List.of(required));
                }
                return (inFlight.begun() ? "begun " : "in flight ") + number(plugin, inFlight.flight());
            });
        }

        @Operation(params = {"plugin", "number"})
        public String publish(int plugin, int number) {
            Life life = find(plugin, number);
            if (life == null || isEarly(plugin, number)) {
                return "no such flight";
            }
            return String.valueOf(slots.publish(life.flight, life.plugin.imported()));
        }

        @Operation(params = {"plugin", "number"})
        public String fail(int plugin, int number) {
            Life life = find(plugin, number);
            if (life == null || isEarly(plugin, number)) {
                return "no such flight";
            }
            return String.valueOf(slots.fail(
                    life.flight, Flights.failure(String.valueOf(number)).recorded(Instant.EPOCH)));
        }

        /** Marks a plugin, and what requires it. */
        @Operation(params = "plugin")
        public String leave(int plugin) {
            Leave leave = slots.leave(NAMES[plugin], Dependents.UNLOAD_FIRST, this::depart);
            if (leave instanceof Leave.Leaving leaving) {
                List<String> names =
                        leaving.begun().stream().map(Departure::name).toList();
                return "leaving, begun " + names;
            }
            return leave instanceof Leave.Absent ? "absent" : "closed";
        }

        private Departure depart(Incarnation incarnation, List<Departure> before) {
            List<Incarnation> dependents = new ArrayList<>();
            before.forEach(departure -> dependents.add(departure.incarnation()));
            for (List<Life> lives : begun) {
                for (Life life : lives) {
                    if (life.incarnation() == incarnation) {
                        life.before = dependents;
                    }
                }
            }
            return new Departure(incarnation, before, new Caller("a test"));
        }

        /** The first half of a departure: what leaves becomes invisible, when it is imported and what requires it is gone. */
        @Operation(params = {"plugin", "number"})
        public boolean withdraw(int plugin, int number) {
            Life life = find(plugin, number);
            return life != null
                    && slots.steadily(() -> life.before) != null
                    && isReady(plugin, life)
                    && slots.withdraw(life.plugin.imported(), "is gone");
        }

        private boolean isReady(int plugin, Life life) {
            afterTransitions(1);
            if (life.before.stream().anyMatch(Incarnation::isAlive)) {
                return false;
            }
            afterTransitions(plugin);
            return life.incarnation().imported() != null;
        }

        /** The second half. */
        @Operation(params = {"plugin", "number"})
        public void gone(int plugin, int number) {
            Life life = find(plugin, number);
            if (life == null) {
                return;
            }
            afterTransitions(plugin);
            Imported imported = life.incarnation().imported();
            if (imported != null && registry.find(NAMES[plugin]) != imported) {
                slots.gone(life.incarnation());
            }
        }

        @Operation(params = "plugin")
        public void forget(int plugin) {
            slots.forget(name -> !name.equals(NAMES[plugin]));
        }

        @Operation
        public void close() {
            slots.close();
        }

        @Operation(params = "plugin")
        public String standing(int plugin) {
            PluginTable.Status standing = slots.standing(NAMES[plugin]);
            return (standing.underWay() ? "in flight" : "not in flight") + ", last failure "
                    + standing.failure().map(failure -> failure.message()).orElse("none");
        }

        @Operation(params = "plugin")
        public int find(int plugin) {
            Imported imported = registry.find(NAMES[plugin]);
            return imported == null ? 0 : number(plugin, imported);
        }

        private Flight begin(int plugin, @Nullable Departure before) {
            Flight flight = Flights.after(before, NAMES[plugin]);
            List<Life> those = begun.get(plugin);
            those.add(new Life(those.size() + 1, flight, new TinyPlugin(NAMES[plugin])));
            return flight;
        }

        /** Returns when what has been seen of a transition of the plugin can be seen as a whole. */
        private void afterTransitions(int plugin) {
            slots.standing(NAMES[plugin]);
        }

        /** Whether the life before is not over, so that nobody runs the flight yet. */
        private boolean isEarly(int plugin, int number) {
            Life last = find(plugin, number - 1);
            afterTransitions(plugin);
            return last != null && last.incarnation().isAlive();
        }

        private @Nullable Life find(int plugin, int number) {
            List<Life> those = begun.get(plugin);
            return number == 0 || those.size() < number ? null : those.get(number - 1);
        }

        private int number(int plugin, Object of) {
            for (Life life : begun.get(plugin)) {
                if (life.flight == of || life.plugin.imported() == of) {
                    return life.number;
                }
            }
            throw new AssertionError("unknown: " + of);
        }
    }

    /** What they ought to do, if one operation came after the other. */
    public static final class Ideal {

        private enum State {
            IN_FLIGHT,
            IMPORTED,
            WITHDRAWN,
            OVER
        }

        private static final class IdealLife {
            final @Nullable IdealLife required;
            State state = State.IN_FLIGHT;
            boolean leaving;

            IdealLife(@Nullable IdealLife required) {
                this.required = required;
            }

            boolean stays() {
                return !leaving && state == State.IMPORTED;
            }
        }

        private static final class Slot {
            final List<IdealLife> lives = new ArrayList<>();
            String failure = "none";

            /** The last one, if it is not over. */
            @Nullable
            IdealLife newest() {
                IdealLife last = find(lives.size());
                return last == null || last.state == State.OVER ? null : last;
            }

            @Nullable
            IdealLife find(int number) {
                return number == 0 || lives.size() < number ? null : lives.get(number - 1);
            }
        }

        private final List<Slot> slots = new ArrayList<>(List.of(new Slot(), new Slot()));
        private boolean closed;

        public String join(int plugin) {
            Slot slot = slots.get(plugin);
            IdealLife required = plugin == 0 ? null : slots.get(0).newest();
            if (plugin == 1 && (required == null || !required.stays())) {
                return "lacks the first";
            }
            if (closed) {
                return "closed";
            }
            IdealLife newest = slot.newest();
            if (newest != null && !newest.leaving) {
                return (newest.state == State.IMPORTED ? "there " : "in flight ") + slot.lives.size();
            }
            slot.lives.add(new IdealLife(required));
            return "begun " + slot.lives.size();
        }

        public String publish(int plugin, int number) {
            return end(plugin, number, "none", State.IMPORTED);
        }

        public String fail(int plugin, int number) {
            return end(plugin, number, String.valueOf(number), State.OVER);
        }

        private String end(int plugin, int number, String failure, State state) {
            Slot slot = slots.get(plugin);
            IdealLife life = slot.find(number);
            IdealLife last = slot.find(number - 1);
            if (life == null || (last != null && last.state != State.OVER)) {
                return "no such flight";
            }
            if (life.state != State.IN_FLIGHT) {
                return "false";
            }
            life.state = state;
            slot.failure = failure;
            return "true";
        }

        public String leave(int plugin) {
            if (closed) {
                return "closed";
            }
            IdealLife newest = slots.get(plugin).newest();
            if (newest == null) {
                return "absent";
            }
            List<String> begun = new ArrayList<>();
            if (!newest.leaving) {
                IdealLife dependent = slots.get(1).newest();
                if (dependent != null && dependent.required == newest && !dependent.leaving) {
                    dependent.leaving = true;
                    begun.add(NAMES[1]);
                }
                newest.leaving = true;
                begun.add(NAMES[plugin]);
            }
            return "leaving, begun " + begun;
        }

        public boolean withdraw(int plugin, int number) {
            IdealLife life = slots.get(plugin).find(number);
            if (life == null || !life.leaving || life.state != State.IMPORTED) {
                return false;
            }
            for (IdealLife other : slots.get(1).lives) {
                if (other.required == life && other.state != State.OVER) {
                    return false;
                }
            }
            life.state = State.WITHDRAWN;
            return true;
        }

        public void gone(int plugin, int number) {
            IdealLife life = slots.get(plugin).find(number);
            if (life != null && life.state == State.WITHDRAWN) {
                life.state = State.OVER;
            }
        }

        public void forget(int plugin) {
            Slot slot = slots.get(plugin);
            if (slot.newest() == null) {
                slot.failure = "none";
            }
        }

        public void close() {
            closed = true;
        }

        public String standing(int plugin) {
            Slot slot = slots.get(plugin);
            IdealLife newest = slot.newest();
            boolean inFlight = newest != null && !newest.leaving && newest.state == State.IN_FLIGHT;
            return (inFlight ? "in flight" : "not in flight") + ", last failure " + slot.failure;
        }

        public int find(int plugin) {
            List<IdealLife> lives = slots.get(plugin).lives;
            for (IdealLife life : lives) {
                if (life.state == State.IMPORTED) {
                    return lives.indexOf(life) + 1;
                }
            }
            return 0;
        }
    }

    @Test
    @DisplayName("do whatever racing threads ask of them as if one had asked after the other")
    void linearizable() {
        int seconds = Integer.getInteger("pluginhost.hammer.seconds", 0);
        new StressOptions()
                .iterations(30 * (1 + seconds / 10))
                .invocationsPerIteration(500)
                .threads(3)
                .actorsBefore(4)
                .actorsPerThread(3)
                .actorsAfter(2)
                .sequentialSpecification(Ideal.class)
                .check(Real.class);
    }
}
