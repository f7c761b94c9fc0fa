package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.events.Events;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The slots and the registry together")
class SlotsLinearizabilityTest {

    private static final String[] NAMES = {"acme.one", "acme.other"};

    /** What may be done with them. Flights and what they import go by their plugin and their number. */
    @Param(name = "plugin", gen = IntGen.class, conf = "0:1")
    @Param(name = "number", gen = IntGen.class, conf = "1:2")
    public static final class Real {

        /** A flight and what it imports; made under the stripe, so their numbers are the order in which they have begun. */
        private record Numbered(int number, Flight flight, TinyPlugin plugin) {}

        private final Registry registry = new Registry();
        private final Slots slots = new Slots(registry, new Events(registry, ClassLoader.getSystemClassLoader()));
        private final List<List<Numbered>> begun = List.of(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());

        /** Joins or begins a flight, or finds the plugin imported. */
        @Operation(params = "plugin")
        public String join(int plugin) {
            Leg leg = slots.join(NAMES[plugin], before -> begin(plugin));
            if (leg instanceof Leg.InFlight inFlight) {
                return (inFlight.begun() ? "begun " : "in flight ") + number(plugin, inFlight.flight());
            }
            return leg instanceof Leg.There there ? "there " + number(plugin, there.imported()) : "closed";
        }

        @Operation(params = {"plugin", "number"})
        public String publish(int plugin, int number) {
            Numbered numbered = find(plugin, number);
            return numbered == null
                    ? "no such flight"
                    : String.valueOf(slots.publish(numbered.flight, numbered.plugin.imported()));
        }

        @Operation(params = {"plugin", "number"})
        public String fail(int plugin, int number) {
            Numbered numbered = find(plugin, number);
            return numbered == null
                    ? "no such flight"
                    : String.valueOf(slots.fail(
                            numbered.flight,
                            Flights.failure(String.valueOf(number)).recorded(Instant.EPOCH)));
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
            Standing standing = slots.standing(NAMES[plugin]);
            return (standing.inFlight() ? "in flight" : "not in flight") + ", last failure "
                    + standing.failure().map(failure -> failure.message()).orElse("none");
        }

        @Operation(params = "plugin")
        public int find(int plugin) {
            Imported imported = registry.find(NAMES[plugin]);
            return imported == null ? 0 : number(plugin, imported);
        }

        private Flight begin(int plugin) {
            Flight flight = Flights.of(NAMES[plugin]);
            List<Numbered> those = begun.get(plugin);
            those.add(new Numbered(those.size() + 1, flight, new TinyPlugin(NAMES[plugin])));
            return flight;
        }

        private Numbered find(int plugin, int number) {
            List<Numbered> those = begun.get(plugin);
            return those.size() < number ? null : those.get(number - 1);
        }

        private int number(int plugin, Object of) {
            for (Numbered numbered : begun.get(plugin)) {
                if (numbered.flight == of || numbered.plugin.imported() == of) {
                    return numbered.number;
                }
            }
            throw new AssertionError("unknown: " + of);
        }
    }

    /** What they ought to do, if one operation came after the other. */
    public static final class Ideal {

        private static final class Slot {
            int begun;
            int inFlight;
            int imported;
            String failure = "none";
        }

        private final List<Slot> slots = new ArrayList<>(List.of(new Slot(), new Slot()));
        private boolean closed;

        public String join(int plugin) {
            Slot slot = slots.get(plugin);
            if (closed) {
                return "closed";
            }
            if (slot.imported != 0) {
                return "there " + slot.imported;
            }
            if (slot.inFlight != 0) {
                return "in flight " + slot.inFlight;
            }
            slot.inFlight = ++slot.begun;
            return "begun " + slot.inFlight;
        }

        public String publish(int plugin, int number) {
            return end(plugin, number, "none", number);
        }

        public String fail(int plugin, int number) {
            return end(plugin, number, String.valueOf(number), 0);
        }

        private String end(int plugin, int number, String failure, int imported) {
            Slot slot = slots.get(plugin);
            if (slot.begun < number) {
                return "no such flight";
            }
            if (slot.inFlight != number) {
                return "false";
            }
            slot.inFlight = 0;
            slot.imported = imported;
            slot.failure = failure;
            return "true";
        }

        public void forget(int plugin) {
            Slot slot = slots.get(plugin);
            if (slot.inFlight == 0 && slot.imported == 0) {
                slot.failure = "none";
            }
        }

        public void close() {
            closed = true;
        }

        public String standing(int plugin) {
            Slot slot = slots.get(plugin);
            return (slot.inFlight != 0 ? "in flight" : "not in flight") + ", last failure " + slot.failure;
        }

        public int find(int plugin) {
            return slots.get(plugin).imported;
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
                .actorsBefore(2)
                .actorsPerThread(3)
                .actorsAfter(2)
                .sequentialSpecification(Ideal.class)
                .check(Real.class);
    }
}
