package dev.pluginhost.impl.state;

import dev.pluginhost.Dependents;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.state.PluginTable.Found;
import dev.pluginhost.impl.state.PluginTable.Leaving;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table and the registry together")
class PluginTableLinearizabilityTest {

    /** The second one requires the first one. */
    private static final String[] NAMES = {"acme.one", "acme.other"};

    /** What may be done with them. The instances of a plugin go by their number. */
    @Param(name = "plugin", gen = IntGen.class, conf = "0:1")
    @Param(name = "number", gen = IntGen.class, conf = "1:2")
    public static final class Real {

        /** An instance, and what is imported if its import succeeds. */
        private record Life(Import operation, TinyPlugin plugin) {
            PluginInstance instance() {
                return operation.instance();
            }
        }

        /** Counts the imports of each plugin: it is read under the stripe when one begins, on the thread that has set the plugin. */
        private static final class CountingClock extends Clock {
            final ThreadLocal<Integer> plugin = new ThreadLocal<>();
            private final AtomicIntegerArray begun = new AtomicIntegerArray(2);

            @Override
            public Instant instant() {
                return plugin.get() == null ? Instant.EPOCH : Instant.ofEpochSecond(begun.incrementAndGet(plugin.get()));
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        }

        private final Registry registry = new Registry();
        private final CountingClock clock = new CountingClock();
        private final PluginTable table = new PluginTable(
                registry, new Events(registry, ClassLoader.getSystemClassLoader()), clock, System::nanoTime);
        private final List<Map<Integer, Life>> lives = List.of(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

        /** Joins or begins an import, or finds the plugin imported; the second plugin only if the first one is there to stay. */
        @Operation(params = "plugin")
        public String join(int plugin) {
            table.planLock().lock();
            try {
                List<PluginInstance> required = new ArrayList<>();
                if (plugin == 1) {
                    afterTransitions(0);
                    PluginInstance first = table.staying(NAMES[0]);
                    if (first == null) {
                        return "lacks the first";
                    }
                    required.add(first);
                }
                clock.plugin.set(plugin);
                Found found =
                        table.join(Operations.node(NAMES[plugin]), required, Operations.CALLER, Urgency.AWAITED);
                if (found == null) {
                    return "closed";
                }
                if (found.outcome() instanceof Outcome.UnderWay underWay) {
                    return (found.begun() ? "begun " : "in flight ") + number(underWay.operation());
                }
                return "there " + number(plugin, ((Outcome.Present) found.outcome()).imported());
            } finally {
                clock.plugin.remove();
                table.planLock().unlock();
            }
        }

        @Operation(params = {"plugin", "number"})
        public String publish(int plugin, int number) {
            Life life = find(plugin, number);
            if (life == null || isEarly(plugin, number)) {
                return "no such flight";
            }
            return String.valueOf(table.publish(life.operation, life.plugin.imported()));
        }

        @Operation(params = {"plugin", "number"})
        public String fail(int plugin, int number) {
            Life life = find(plugin, number);
            if (life == null || isEarly(plugin, number)) {
                return "no such flight";
            }
            FailedImport failure = Operations.failure(String.valueOf(number));
            boolean failed = table.fail(life.operation, failure);
            if (failed) {
                table.announce(life.operation, failure);
            }
            return String.valueOf(failed);
        }

        /** Marks a plugin, and what requires it. */
        @Operation(params = "plugin")
        public String leave(int plugin) {
            Leaving leaving = table.leave(List.of(NAMES[plugin]), Dependents.UNLOAD_FIRST, Operations.CALLER)
                    .get(0);
            if (leaving instanceof Leaving.Begun begun) {
                List<String> names = begun.begun().stream().map(Unload::name).toList();
                return "leaving, begun " + names;
            }
            return leaving instanceof Leaving.Absent ? "absent" : "closed";
        }

        /** The first half of an unload: what leaves becomes invisible, when it is imported and what requires it is gone. */
        @Operation(params = {"plugin", "number"})
        public boolean withdraw(int plugin, int number) {
            Life life = find(plugin, number);
            return life != null
                    && isReady(plugin, life)
                    && table.withdraw(life.plugin.imported(), "is gone");
        }

        private boolean isReady(int plugin, Life life) {
            table.planLock().lock();
            Unload unload = life.instance().unload();
            table.planLock().unlock();
            if (unload == null) {
                return false;
            }
            afterTransitions(1);
            for (dev.pluginhost.impl.state.Operation before : unload.pending()) {
                if (before instanceof Unload earlier && earlier.instance().isAlive()) {
                    return false;
                }
            }
            afterTransitions(plugin);
            return life.instance().imported() != null;
        }

        /** The second half. */
        @Operation(params = {"plugin", "number"})
        public void gone(int plugin, int number) {
            Life life = find(plugin, number);
            if (life == null) {
                return;
            }
            afterTransitions(plugin);
            Imported imported = life.instance().imported();
            if (imported != null && registry.find(NAMES[plugin]) != imported) {
                table.gone(life.instance());
            }
        }

        @Operation(params = "plugin")
        public void forget(int plugin) {
            table.forget(name -> !name.equals(NAMES[plugin]));
        }

        @Operation
        public void close() {
            table.close();
        }

        @Operation(params = "plugin")
        public String status(int plugin) {
            PluginTable.Status status = table.status(NAMES[plugin]);
            return (status.underWay() ? "in flight" : "not in flight") + ", last failure "
                    + status.failure().map(failure -> failure.message()).orElse("none");
        }

        @Operation(params = "plugin")
        public int find(int plugin) {
            Imported imported = registry.find(NAMES[plugin]);
            return imported == null ? 0 : number(plugin, imported);
        }

        /** Returns when what has been seen of a transition of the plugin can be seen as a whole. */
        private void afterTransitions(int plugin) {
            table.status(NAMES[plugin]);
        }

        /** Whether the instance before is not over, so that no thread runs the import yet. */
        private boolean isEarly(int plugin, int number) {
            Life last = find(plugin, number - 1);
            afterTransitions(plugin);
            return last != null && last.instance().isAlive();
        }

        /** What this does not know yet is under way: only what it knows has been ended. */
        private @Nullable Life find(int plugin, int number) {
            table.underWay().forEach(this::number);
            return lives.get(plugin).get(number);
        }

        private int number(Import operation) {
            int number = (int) operation.trace().requestedAt().getEpochSecond();
            lives.get(operation.name().equals(NAMES[0]) ? 0 : 1)
                    .computeIfAbsent(number, key -> new Life(operation, new TinyPlugin(operation.name())));
            return number;
        }

        private int number(int plugin, Imported of) {
            for (Map.Entry<Integer, Life> life : lives.get(plugin).entrySet()) {
                if (life.getValue().plugin.imported() == of) {
                    return life.getKey();
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

        public String status(int plugin) {
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
