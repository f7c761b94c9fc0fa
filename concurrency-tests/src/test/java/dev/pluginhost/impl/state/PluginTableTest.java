package dev.pluginhost.impl.state;

import static dev.pluginhost.impl.state.Race.check;

import dev.pluginhost.Dependents;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.recording.Timeline;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.state.Operation.Outcome;
import dev.pluginhost.impl.state.PluginTable.Found;
import dev.pluginhost.impl.state.PluginTable.Leaving;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of plugins")
class PluginTableTest {

    private static final String NAME = "acme.weather";

    private final TinyPlugin plugin = new TinyPlugin(NAME);
    private final Imported imported = plugin.imported();
    private final FailedImport timeout = Operations.failure("timeout");
    private final FailedImport closed = Operations.failure("closed");

    /** A table over a registry. */
    private static final class State {
        final Registry registry = new Registry();
        final PluginTable table = new PluginTable(
                new Events(registry, ClassLoader.getSystemClassLoader()),
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                () -> 0,
                new Timeline());

        @Nullable
        Found join() {
            return Operations.join(table, NAME);
        }

        Import begin(String name, PluginInstance... prerequisites) {
            return operation(Operations.join(table, name, prerequisites));
        }

        Import begin() {
            return begin(NAME);
        }

        /** Unloads the plugin, unless another thread has begun to. */
        void unload() {
            if (leave() instanceof Leaving.Begun leaving && !leaving.begun().isEmpty()) {
                PluginInstance instance = leaving.unload().instance();
                check(table.withdraw(instance.imported(), "is gone"), "withdrawn by another thread");
                table.gone(instance);
                leaving.unload().end();
            }
        }

        Leaving leave() {
            return table.leave(List.of(NAME), Dependents.UNLOAD_FIRST, Operations.CALLER)
                    .get(0);
        }
    }

    private static boolean begun(@Nullable Found found) {
        return found != null && found.begun();
    }

    private static @Nullable Import operation(@Nullable Found found) {
        return found == null ? null : found.underWay();
    }

    private static boolean isPresent(@Nullable Found found, Imported imported) {
        return found != null && found.outcome() instanceof Outcome.Present present && present.imported() == imported;
    }

    @Test
    @DisplayName("lets one of two callers that ask at the same time begin an import, which the other joins")
    void oneBegins() {
        Race.often(() -> {
            State state = new State();
            Catch<Found> one = new Catch<>();
            Catch<Found> other = new Catch<>();
            Race.among(List.of(state, one, other), () -> one.caught = state.join(), () -> other.caught = state.join());
            check(begun(one.caught) != begun(other.caught), "not exactly one caller has begun an import");
            check(operation(one.caught) == operation(other.caught), "two imports");
        });
    }

    @Test
    @DisplayName("lets one of runner, watchdog and close end an import, and shows the result of that one")
    void oneEnds() {
        Race.often(() -> {
            State state = new State();
            Import operation = state.begin();
            Catch<Boolean> runner = new Catch<>();
            Catch<Boolean> watchdog = new Catch<>();
            Catch<Boolean> close = new Catch<>();
            Race.among(
                    List.of(state, operation, imported, runner, watchdog, close),
                    () -> runner.caught = state.table.publish(operation, imported),
                    () -> watchdog.caught = state.table.fail(operation, timeout),
                    () -> close.caught = state.table.fail(operation, closed));
            int winners = (runner.caught ? 1 : 0) + (watchdog.caught ? 1 : 0) + (close.caught ? 1 : 0);
            check(winners == 1, "not exactly one thread has ended the import");
            check(state.registry.find(NAME) == (runner.caught ? imported : null), "imported or not");
            PluginTable.Status status = state.table.status(NAME);
            check(!status.underWay(), "still under way");
            PluginInfo.Failure shown = status.failure().orElse(null);
            if (runner.caught) {
                check(shown == null, "a failure though it is imported");
            } else {
                FailedImport expected = watchdog.caught ? timeout : closed;
                check(expected.recorded(Instant.EPOCH).equals(shown), "the failure of another thread");
            }
            check(operation.isOver() == runner.caught, "its callers know the wrong result, or none");
        });
    }

    @Test
    @DisplayName("ignores a result that comes too late, so that the import that has begun since goes on")
    void tooLate() {
        Race.often(() -> {
            State state = new State();
            Import operation = state.begin();
            Catch<Boolean> failed = new Catch<>();
            Catch<Boolean> published = new Catch<>();
            Catch<Found> next = new Catch<>();
            Race.among(
                    List.of(state, operation, imported, failed, published, next),
                    () -> {
                        failed.caught = state.table.fail(operation, timeout);
                        next.caught = state.join();
                    },
                    () -> published.caught = state.table.publish(operation, imported));
            check(!failed.caught.equals(published.caught), "not exactly one thread has ended the import");
            if (failed.caught) {
                check(begun(next.caught) && operation(next.caught) != operation, "the next one is no new import");
                check(state.registry.find(NAME) == null, "imported by an import that had ended");
                check(state.table.status(NAME).underWay(), "the new import was ended by the old one's result");
            } else {
                check(isPresent(next.caught, imported), "imported, but not found");
            }
        });
    }

    @Test
    @DisplayName("never shows a plugin that is being imported as neither under way nor imported")
    void neverNeither() {
        Race.often(() -> {
            State state = new State();
            Import operation = state.begin();
            Catch<Found> joined = new Catch<>();
            Race.among(
                    List.of(state, operation, imported, joined),
                    () -> check(state.table.publish(operation, imported), "not published"),
                    () -> joined.caught = state.join());
            check(isPresent(joined.caught, imported) || operation(joined.caught) == operation, "a second import");
        });
    }

    @Test
    @DisplayName("lets nothing begin when it is closed, and then gives all imports and unloads that have begun")
    void close() {
        Race.often(() -> {
            State state = new State();
            Import first = state.begin();
            Set<Import> begun = new HashSet<>(Set.of(first));
            Set<Unload> left = new HashSet<>();
            Catch<Set<Import>> underWay = new Catch<>();
            Catch<Set<Unload>> unloads = new Catch<>();
            Race.among(
                    List.of(state, begun, left, underWay, unloads),
                    () -> {
                        for (String name : Operations.MANY) {
                            Import operation = operation(Operations.join(state.table, name));
                            if (operation != null) {
                                begun.add(operation);
                            }
                        }
                    },
                    () -> {
                        if (state.leave() instanceof Leaving.Begun leaving) {
                            left.add(leaving.unload());
                        }
                    },
                    () -> {
                        state.table.close();
                        underWay.caught = Set.copyOf(state.table.underWay());
                        unloads.caught = Set.copyOf(state.table.unloads());
                    });
            check(begun.equals(underWay.caught), "an import has begun that close does not know");
            check(left.equals(unloads.caught), "an unloading has begun that close does not know");
            check(state.join() == null, "an import has begun though it is closed");
            check(state.leave() instanceof Leaving.Closed, "an unloading has begun though it is closed");
        });
    }

    @Test
    @DisplayName("withdraws the plugin that is unloaded, not the one that is imported after it")
    void withdraw() {
        TinyPlugin again = new TinyPlugin(NAME);
        Imported second = again.imported();
        Race.often(() -> {
            plugin.revive();
            State state = new State();
            state.table.publish(state.begin(), imported);
            Catch<Found> next = new Catch<>();
            Race.among(List.of(state, imported, second, next), state::unload, () -> {
                next.caught = state.join();
                if (begun(next.caught)) {
                    Operation before = operation(next.caught).before();
                    check(before == null || before.await(Deadline.none()), "still there");
                    check(state.table.publish(operation(next.caught), second), "not published");
                }
            });
            boolean anew = begun(next.caught);
            check(anew != isPresent(next.caught, imported), "neither there nor gone");
            check(state.registry.find(NAME) == (anew ? second : null), "another one is found than was imported last");
            check(state.registry.all().size() == (anew ? 1 : 0), "found, but not in the order of import");
            check(state.registry.services(Runnable.class).size() == (anew ? 1 : 0), "services without their plugin");
            check(!plugin.isAlive(), "the handle of the plugin that is gone answers");
            check(again.isAlive(), "the handle of the other one does not answer");
            check(isPresent(state.join(), second) == anew, "the one that was imported last is lost");
        });
    }

    @Test
    @DisplayName("keeps an import that begins while plugins that are not installed are forgotten")
    void forget() {
        Race.inManyOrders(() -> {
            State state = new State();
            state.table.fail(state.begin(), timeout);
            Catch<Found> joined = new Catch<>();
            Race.among(
                    List.of(state, joined),
                    () -> state.table.forget(name -> false),
                    () -> joined.caught = state.join());
            check(state.table.status(NAME).underWay(), "the import was forgotten");
            check(state.table.fail(operation(joined.caught), timeout), "the import cannot end");
        });
    }

    @Test
    @DisplayName(
            "marks several plugins that are to leave in one step, so that no thread plans with some of them marked")
    void leaveSeveral() {
        List<String> names = List.of("acme.one", "acme.other");
        Race.often(() -> {
            State state = new State();
            names.forEach(state::begin);
            Race.among(
                    List.of(state), () -> state.table.leave(names, Dependents.UNLOAD_FIRST, Operations.CALLER), () -> {
                        while (!areLeaving(state, names)) {
                            Thread.onSpinWait();
                        }
                    });
        });
    }

    private static boolean areLeaving(State state, List<String> names) {
        state.table.planLock().lock();
        try {
            boolean first = state.table.status(names.get(0)).leaving();
            boolean second = state.table.status(names.get(1)).leaving();
            check(first == second, "one is marked and the other is not");
            return first;
        } finally {
            state.table.planLock().unlock();
        }
    }

    @Test
    @DisplayName("keeps the import that has begun while the last instance was leaving, when that is gone")
    void goneBeforeNext() {
        State state = new State();
        Import first = state.begin();
        state.table.publish(first, imported);
        Leaving unused = state.leave();
        Import next = state.begin();
        state.table.gone(first.instance());
        check(operation(state.join()) == next, "the import is lost");
    }

    @Test
    @DisplayName("forgets a leaving plugin whose import fails, but not an older instance that is leaving too")
    void failWhileLeaving() {
        State state = new State();
        state.table.publish(state.begin(), imported);
        Unload unload = ((Leaving.Begun) state.leave()).unload();
        Import next = state.begin();
        Leaving unused = state.leave();
        state.table.fail(next, timeout);
        state.table.gone(next.instance());
        check(state.begin().before() == unload, "an import could begin while the older instance is there");
    }

    @Test
    @DisplayName("has nothing to unload when the import of a leaving plugin has failed")
    void leaveAfterFailure() {
        State state = new State();
        Import operation = state.begin();
        Leaving unused = state.leave();
        state.table.fail(operation, timeout);
        check(state.leave() instanceof Leaving.Absent, "not absent");
    }

    @Test
    @DisplayName("lets the next import come after the unloading that a failed one was to come after")
    void failBeforeItsTurn() {
        State state = new State();
        state.table.publish(state.begin(), imported);
        Unload unload = ((Leaving.Begun) state.leave()).unload();
        state.table.fail(state.begin(), timeout);
        check(state.begin().before() == unload, "does not come after the unloading");
    }
}
