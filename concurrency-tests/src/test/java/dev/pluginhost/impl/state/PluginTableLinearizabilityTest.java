package dev.pluginhost.impl.state;

import dev.pluginhost.Dependents;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.recording.Timeline;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.Operation.Outcome;
import dev.pluginhost.impl.state.PluginTable.Found;
import dev.pluginhost.impl.state.PluginTable.Leaving;
import java.time.Clock;
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

@DisplayName("The table of plugins and the registry together")
class PluginTableLinearizabilityTest {

    /** The second one requires the first one. */
    private static final String[] NAMES = {"acme.one", "acme.other"};

    /** The table under test. The instances of a plugin are numbered in the order in which they begin. */
    @Param(name = "plugin", gen = IntGen.class, conf = "0:1")
    @Param(name = "number", gen = IntGen.class, conf = "1:2")
    public static class Real {

        /**
         * An instance.
         *
         * @param plugin what its import publishes
         * @param prerequisites what it requires
         */
        private record Life(Import operation, TinyPlugin plugin, List<PluginInstance> prerequisites) {
            PluginInstance instance() {
                return operation.instance();
            }
        }

        private final Registry registry = new Registry();
        private final PluginTable table = new PluginTable(
                new Events(registry, ClassLoader.getSystemClassLoader()), Clock.systemUTC(), () -> 0, new Timeline());

        /** For each plugin its instances. Added under the monitor, with the plan lock. */
        private final List<List<Life>> begun = List.of(new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());

        /** Joins or begins an import, or finds the plugin imported. The second plugin only if the first one is there to stay. */
        @Operation(params = "plugin")
        public String join(int plugin) {
            table.planLock().lock();
            try {
                List<PluginInstance> prerequisites = List.of();
                if (plugin == 1) {
                    afterTransitions(0);
                    PluginInstance required = table.staying(NAMES[0]);
                    if (required == null) {
                        return "lacks the first";
                    }
                    prerequisites = List.of(required);
                }
                Found found =
                        table.join(Operations.node(NAMES[plugin]), prerequisites, Operations.CALLER, Urgency.AWAITED);
                if (found == null) {
                    return "closed";
                }
                if (found.underWay() != null) {
                    return (found.begun() ? "begun " : "under way ") + number(plugin, found.underWay());
                }
                return "there " + number(plugin, ((Outcome.Present) found.outcome()).imported());
            } finally {
                table.planLock().unlock();
            }
        }

        @Operation(params = {"plugin", "number"})
        public String publish(int plugin, int number) {
            Life life = find(plugin, number);
            if (life == null || isEarly(plugin, number)) {
                return "no such import";
            }
            return String.valueOf(table.publish(life.operation, life.plugin.imported()));
        }

        @Operation(params = {"plugin", "number"})
        public String fail(int plugin, int number) {
            Life life = find(plugin, number);
            if (life == null || isEarly(plugin, number)) {
                return "no such import";
            }
            return String.valueOf(table.fail(life.operation, Operations.failure(String.valueOf(number))));
        }

        /** Marks a plugin, and what requires it. */
        @Operation(params = "plugin")
        public String leave(int plugin) {
            Leaving leaving = table.leave(List.of(NAMES[plugin]), Dependents.UNLOAD_FIRST, Operations.CALLER)
                    .get(0);
            if (leaving instanceof Leaving.Begun begunNow) {
                List<String> names = begunNow.begun().stream().map(Unload::name).toList();
                return "leaving, begun " + names;
            }
            return leaving instanceof Leaving.Absent ? "absent" : "closed";
        }

        /** The first half of an unloading: the plugin becomes invisible, if it is imported and what requires it is gone. */
        @Operation(params = {"plugin", "number"})
        public boolean withdraw(int plugin, int number) {
            Life life = find(plugin, number);
            Unload unload = life == null ? null : unload(life);
            return unload != null && isReady(plugin, life, unload) && table.withdraw(life.plugin.imported(), "is gone");
        }

        private @Nullable Unload unload(Life life) {
            table.planLock().lock();
            try {
                return (Unload) life.instance().unload();
            } finally {
                table.planLock().unlock();
            }
        }

        private boolean isReady(int plugin, Life life, Unload unload) {
            boolean waits = !unload.pending().isEmpty();
            afterTransitions(1);
            for (Life dependent : begun.get(1)) {
                if (dependent.prerequisites.contains(life.instance())
                        && dependent.instance().isAlive()) {
                    if (!waits) {
                        throw new AssertionError("The unloading does not wait for that of a dependent");
                    }
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
            PluginInstance instance = life.instance();
            Imported imported = instance.imported();
            Unload unload = (Unload) instance.unload();
            if (imported != null && unload != null && registry.find(NAMES[plugin]) != imported) {
                table.gone(instance);
                unload.end();
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
            return (status.underWay() ? "under way" : "not under way") + ", last failure "
                    + status.failure().map(failure -> failure.message()).orElse("none");
        }

        @Operation(params = "plugin")
        public int find(int plugin) {
            Imported imported = registry.find(NAMES[plugin]);
            return imported == null ? 0 : number(plugin, imported);
        }

        /** Returns when what was seen of a transition of the plugin can be seen as a whole. */
        private void afterTransitions(int plugin) {
            table.status(NAMES[plugin]);
        }

        /** Whether the instance before is not over, so that no thread runs the import yet. */
        private boolean isEarly(int plugin, int number) {
            Life last = find(plugin, number - 1);
            afterTransitions(plugin);
            return last != null && last.instance().isAlive();
        }

        private @Nullable Life find(int plugin, int number) {
            List<Life> lives = begun.get(plugin);
            return number == 0 || lives.size() < number ? null : lives.get(number - 1);
        }

        /**
         * The number of an import. Two threads may see a new one at the same time. It cannot end or leave before they have numbered it, as
         * they hold the plan lock.
         */
        private synchronized int number(int plugin, Import operation) {
            List<Life> lives = begun.get(plugin);
            for (Life life : lives) {
                if (life.operation == operation) {
                    return lives.indexOf(life) + 1;
                }
            }
            lives.add(new Life(
                    operation,
                    new TinyPlugin(NAMES[plugin]),
                    operation.instance().prerequisites()));
            return lives.size();
        }

        private int number(int plugin, Imported imported) {
            List<Life> lives = begun.get(plugin);
            for (Life life : lives) {
                if (life.plugin.imported() == imported) {
                    return lives.indexOf(life) + 1;
                }
            }
            throw new AssertionError("unknown: " + imported.name());
        }
    }

    /** A table in which both plugins are imported. */
    @Param(name = "plugin", gen = IntGen.class, conf = "0:1")
    @Param(name = "number", gen = IntGen.class, conf = "1:2")
    public static final class RealImported extends Real {

        public RealImported() {
            for (int plugin = 0; plugin < 2; plugin++) {
                String unused = join(plugin) + publish(plugin, 1);
            }
        }
    }

    /** The specification: what the operations do if they are called one after the other. */
    public static class Ideal {

        private enum State {
            UNDER_WAY,
            IMPORTED,
            WITHDRAWN,
            OVER
        }

        private static final class IdealLife {
            final @Nullable IdealLife required;
            State state = State.UNDER_WAY;
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
                return (newest.state == State.IMPORTED ? "there " : "under way ") + slot.lives.size();
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
                return "no such import";
            }
            if (life.state != State.UNDER_WAY) {
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
            boolean underWay = newest != null && !newest.leaving && newest.state == State.UNDER_WAY;
            return (underWay ? "under way" : "not under way") + ", last failure " + slot.failure;
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

    /** The specification of a table in which both plugins are imported. */
    public static final class IdealImported extends Ideal {

        public IdealImported() {
            for (int plugin = 0; plugin < 2; plugin++) {
                String unused = join(plugin) + publish(plugin, 1);
            }
        }
    }

    @Test
    @DisplayName("answer threads that race as if they had asked one after the other")
    void fromEmpty() {
        check(10, Real.class, Ideal.class);
    }

    @Test
    @DisplayName(
            "answer threads that race as if they had asked one after the other, if the plugins were imported before")
    void fromImported() {
        check(20, RealImported.class, IdealImported.class);
    }

    private static void check(int scenarios, Class<?> real, Class<?> ideal) {
        int seconds = Integer.getInteger("pluginhost.hammer.seconds", 0);
        new StressOptions()
                .iterations(scenarios * (1 + seconds / 10))
                .invocationsPerIteration(500)
                .threads(3)
                .actorsBefore(4)
                .actorsPerThread(3)
                .actorsAfter(2)
                .sequentialSpecification(ideal)
                .check(real);
    }
}
