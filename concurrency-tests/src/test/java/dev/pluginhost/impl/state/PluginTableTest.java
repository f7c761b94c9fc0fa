package dev.pluginhost.impl.state;

import static dev.pluginhost.impl.state.Race.check;

import dev.pluginhost.Dependents;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.state.PluginTable.Found;
import dev.pluginhost.impl.state.PluginTable.Leaving;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table")
class PluginTableTest {

    private static final String NAME = "acme.weather";

    private final TinyPlugin plugin = new TinyPlugin(NAME);
    private final Imported imported = plugin.imported();
    private final FailedImport deadline = Operations.failure("deadline");
    private final FailedImport closed = Operations.failure("closed");

    /** A table over a registry. */
    private static final class State {
        final Registry registry = new Registry();
        final PluginTable table = new PluginTable(
                registry,
                new Events(registry, ClassLoader.getSystemClassLoader()),
                Clock.systemUTC(),
                System::nanoTime);

        @Nullable
        Found join() {
            return Operations.find(table, NAME);
        }

        /** Has the plugin leave, unless another thread does. */
        void unload() {
            Leaving leaving = table.leave(List.of(NAME), Dependents.UNLOAD_FIRST, Operations.CALLER).get(0);
            if (leaving instanceof Leaving.Begun begun && !begun.begun().isEmpty()) {
                PluginInstance instance = begun.unload().instance();
                check(table.withdraw(instance.imported(), "is gone"), "withdrawn by another one");
                table.gone(instance);
                begun.unload().end();
            }
        }

        Import begin() {
            return Operations.join(table, NAME);
        }

        boolean fail(Import operation, FailedImport failure) {
            boolean failed = table.fail(operation, failure);
            if (failed) {
                table.announce(operation, failure);
            }
            return failed;
        }
    }

    private static boolean begun(@Nullable Found found) {
        return found != null && found.begun();
    }

    private static @Nullable Import underWay(@Nullable Found found) {
        return found != null && found.outcome() instanceof Outcome.UnderWay underWay ? underWay.operation() : null;
    }

    private static boolean there(@Nullable Found found, Imported imported) {
        return found != null && found.outcome() instanceof Outcome.Present present && present.imported() == imported;
    }

    @Test
    @DisplayName("let one of two that ask at once begin an import, which the other joins")
    void oneBegins() {
        Race.often(() -> {
            State state = new State();
            Catch<Found> one = new Catch<>();
            Catch<Found> other = new Catch<>();
            Race.among(List.of(state, one, other), () -> one.caught = state.join(), () -> other.caught = state.join());
            check(begun(one.caught) != begun(other.caught), "not exactly one has begun a operation");
            check(underWay(one.caught) == underWay(other.caught), "two operations");
        });
    }

    @Test
    @DisplayName("let one of runner, watchdog and close end an import, and show how that one has")
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
                    () -> watchdog.caught = state.fail(operation, deadline),
                    () -> close.caught = state.fail(operation, closed));
            int winners = (runner.caught ? 1 : 0) + (watchdog.caught ? 1 : 0) + (close.caught ? 1 : 0);
            check(winners == 1, "not exactly one has ended the operation");
            check(state.registry.find(NAME) == (runner.caught ? imported : null), "imported or not");
            PluginTable.Status status = state.table.status(NAME);
            check(!status.underWay(), "still in operation");
            String shown = status.failure().map(PluginInfo.Failure::message).orElse(null);
            String meant = (watchdog.caught ? deadline : closed).message();
            check(Objects.equals(shown, runner.caught ? null : meant), "the failure of another one");
        });
    }

    @Test
    @DisplayName("let a result that comes too late change nothing of the import that has begun since")
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
                        failed.caught = state.fail(operation, deadline);
                        next.caught = state.join();
                    },
                    () -> published.caught = state.table.publish(operation, imported));
            check(!failed.caught.equals(published.caught), "not exactly one has ended the operation");
            if (failed.caught) {
                check(begun(next.caught) && underWay(next.caught) != operation, "the next one is no new operation");
                check(state.registry.find(NAME) == null, "imported by a operation that had ended");
                check(state.table.status(NAME).underWay(), "the new operation was ended by the old one's result");
            } else {
                check(there(next.caught, imported), "imported, and yet not found");
            }
        });
    }

    @Test
    @DisplayName("never show a plugin that is being imported as neither under way nor imported")
    void neverNeither() {
        Race.often(() -> {
            State state = new State();
            Import operation = state.begin();
            Catch<Found> joined = new Catch<>();
            Race.among(
                    List.of(state, operation, imported, joined),
                    () -> check(state.table.publish(operation, imported), "not published"),
                    () -> joined.caught = state.join());
            check(there(joined.caught, imported) || underWay(joined.caught) == operation, "a second operation");
        });
    }

    @Test
    @DisplayName("that are closed let nothing begin, and what had begun is known to who has closed them")
    void close() {
        Race.often(() -> {
            State state = new State();
            Set<Import> begun = new HashSet<>();
            Catch<List<Import>> underWay = new Catch<>();
            Race.among(
                    List.of(state, begun, underWay),
                    () -> {
                        for (String name : Operations.MANY) {
                            Import operation = underWay(Operations.find(state.table, name));
                            if (operation != null) {
                                begun.add(operation);
                            }
                        }
                    },
                    () -> {
                        state.table.close();
                        underWay.caught = state.table.underWay();
                    });
            check(begun.equals(Set.copyOf(underWay.caught)), "close does not know of a operation");
            check(state.join() == null, "begun though it is closed");
        });
    }

    @Test
    @DisplayName("withdraw the plugin that was meant, not the one that was imported in its place")
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
                    Unload before = underWay(next.caught).before();
                    check(before == null || before.await(Deadline.none()), "still there");
                    check(state.table.publish(underWay(next.caught), second), "not published");
                }
            });
            boolean anew = begun(next.caught);
            check(anew != there(next.caught, imported), "neither there nor gone");
            check(state.registry.find(NAME) == (anew ? second : null), "another one is found than was imported last");
            check(state.registry.all().size() == (anew ? 1 : 0), "found, but not in the order of import");
            check(state.registry.services(Runnable.class).size() == (anew ? 1 : 0), "services without their plugin");
            check(!plugin.isAlive(), "the handle of the one withdrawn answers");
            check(again.isAlive(), "the handle of the other one does not answer");
        });
    }

    @Test
    @DisplayName("forget no import, though it begins as what is not installed is forgotten")
    void forget() {
        Race.often(() -> {
            State state = new State();
            state.fail(state.begin(), deadline);
            Catch<Found> joined = new Catch<>();
            Race.among(
                    List.of(state, joined),
                    () -> state.table.forget(name -> false),
                    () -> joined.caught = state.join());
            check(state.table.status(NAME).underWay(), "the operation was forgotten");
            check(state.table.publish(underWay(joined.caught), imported), "the operation cannot end");
        });
    }

    @Test
    @DisplayName("mark several plugins that are to leave in one step, so that nobody plans with some of them marked")
    void leaveAll() {
        List<String> names = List.of("acme.one", "acme.other");
        Race.often(() -> {
            State state = new State();
            names.forEach(name -> Operations.join(state.table, name));
            Catch<List<Boolean>> leaving = new Catch<>();
            Race.among(
                    List.of(state, leaving),
                    () -> state.table.leave(names, Dependents.UNLOAD_FIRST, Operations.CALLER),
                    () -> {
                        state.table.planLock().lock();
                        try {
                            leaving.caught = names.stream()
                                    .map(name -> state.table.status(name).leaving())
                                    .toList();
                        } finally {
                            state.table.planLock().unlock();
                        }
                    });
            check(leaving.caught.get(0).equals(leaving.caught.get(1)), "one is marked and the other is not");
        });
    }
}
