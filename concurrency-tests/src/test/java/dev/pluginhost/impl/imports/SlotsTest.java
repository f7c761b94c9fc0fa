package dev.pluginhost.impl.imports;

import static dev.pluginhost.impl.imports.Race.check;

import dev.pluginhost.Dependents;
import dev.pluginhost.PluginInfo;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.imports.Slots.Leave;
import dev.pluginhost.impl.imports.Slots.Leg;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The slots")
class SlotsTest {

    private static final String NAME = "acme.weather";

    private final TinyPlugin plugin = new TinyPlugin(NAME);
    private final Imported imported = plugin.imported();
    private final PluginInfo.Failure deadline = Flights.failure("deadline").recorded(Instant.EPOCH);
    private final PluginInfo.Failure closed = Flights.failure("closed").recorded(Instant.EPOCH);

    /** Slots over a registry. */
    private static final class State {
        final Registry registry = new Registry();
        final Slots slots = new Slots(registry, new Events(registry, ClassLoader.getSystemClassLoader()));

        Leg join() {
            return slots.join(NAME, before -> Flights.after(before, NAME));
        }

        /** Has the plugin leave, as far as nobody else does. */
        void unload() {
            Leave leave = slots.leave(
                    NAME,
                    Dependents.UNLOAD_FIRST,
                    (incarnation, before) -> new Departure(incarnation, before, new Caller("a test")));
            if (leave instanceof Leave.Leaving leaving && !leaving.begun().isEmpty()) {
                Incarnation incarnation = leaving.departure().incarnation();
                check(slots.withdraw(incarnation.imported(), "is gone"), "withdrawn by another one");
                slots.gone(incarnation);
                leaving.departure().end();
            }
        }

        Flight begin() {
            return ((Leg.InFlight) join()).flight();
        }
    }

    private static boolean begun(@Nullable Leg leg) {
        return leg instanceof Leg.InFlight inFlight && inFlight.begun();
    }

    private static @Nullable Flight flight(@Nullable Leg leg) {
        return leg instanceof Leg.InFlight inFlight ? inFlight.flight() : null;
    }

    private static boolean there(@Nullable Leg leg, Imported imported) {
        return leg instanceof Leg.There there && there.imported() == imported;
    }

    @Test
    @DisplayName("let one of two that ask at once begin a flight, which the other joins")
    void oneBegins() {
        Race.often(() -> {
            State state = new State();
            Catch<Leg> one = new Catch<>();
            Catch<Leg> other = new Catch<>();
            Race.among(List.of(state, one, other), () -> one.caught = state.join(), () -> other.caught = state.join());
            check(begun(one.caught) != begun(other.caught), "not exactly one has begun a flight");
            check(flight(one.caught) == flight(other.caught), "two flights");
        });
    }

    @Test
    @DisplayName("let one of runner, watchdog and close end a flight, and show how that one has")
    void oneEnds() {
        Race.often(() -> {
            State state = new State();
            Flight flight = state.begin();
            Catch<Boolean> runner = new Catch<>();
            Catch<Boolean> watchdog = new Catch<>();
            Catch<Boolean> close = new Catch<>();
            Race.among(
                    List.of(state, flight, imported, runner, watchdog, close),
                    () -> runner.caught = state.slots.publish(flight, imported),
                    () -> watchdog.caught = state.slots.fail(flight, deadline),
                    () -> close.caught = state.slots.fail(flight, closed));
            int winners = (runner.caught ? 1 : 0) + (watchdog.caught ? 1 : 0) + (close.caught ? 1 : 0);
            check(winners == 1, "not exactly one has ended the flight");
            check(state.registry.find(NAME) == (runner.caught ? imported : null), "imported or not");
            PluginTable.Status standing = state.slots.standing(NAME);
            check(!standing.underWay(), "still in flight");
            PluginInfo.Failure shown = standing.failure().orElse(null);
            PluginInfo.Failure meant = watchdog.caught ? deadline : closed;
            check(Objects.equals(shown, runner.caught ? null : meant), "the failure of another one");
        });
    }

    @Test
    @DisplayName("let a result that comes too late change nothing of the flight that has begun since")
    void tooLate() {
        Race.often(() -> {
            State state = new State();
            Flight flight = state.begin();
            Catch<Boolean> failed = new Catch<>();
            Catch<Boolean> published = new Catch<>();
            Catch<Leg> next = new Catch<>();
            Race.among(
                    List.of(state, flight, imported, failed, published, next),
                    () -> {
                        failed.caught = state.slots.fail(flight, deadline);
                        next.caught = state.join();
                    },
                    () -> published.caught = state.slots.publish(flight, imported));
            check(!failed.caught.equals(published.caught), "not exactly one has ended the flight");
            if (failed.caught) {
                check(begun(next.caught) && flight(next.caught) != flight, "the next one is no new flight");
                check(state.registry.find(NAME) == null, "imported by a flight that had ended");
                check(state.slots.standing(NAME).underWay(), "the new flight was ended by the old one's result");
            } else {
                check(there(next.caught, imported), "imported, and yet not found");
            }
        });
    }

    @Test
    @DisplayName("never show a plugin that is being imported as neither in flight nor imported")
    void neverNeither() {
        Race.often(() -> {
            State state = new State();
            Flight flight = state.begin();
            Catch<Leg> joined = new Catch<>();
            Race.among(
                    List.of(state, flight, imported, joined),
                    () -> check(state.slots.publish(flight, imported), "not published"),
                    () -> joined.caught = state.join());
            check(there(joined.caught, imported) || flight(joined.caught) == flight, "a second flight");
        });
    }

    @Test
    @DisplayName("that are closed let nothing begin, and what had begun is known to who has closed them")
    void close() {
        Race.often(() -> {
            State state = new State();
            Set<Flight> begun = new HashSet<>();
            Catch<List<Flight>> underWay = new Catch<>();
            Race.among(
                    List.of(state, begun, underWay),
                    () -> {
                        for (String name : Flights.MANY) {
                            if (state.slots.join(name, before -> Flights.of(name)) instanceof Leg.InFlight leg) {
                                begun.add(leg.flight());
                            }
                        }
                    },
                    () -> {
                        state.slots.close();
                        underWay.caught = state.slots.underWay();
                    });
            check(begun.equals(Set.copyOf(underWay.caught)), "close does not know of a flight");
            check(state.join() instanceof Leg.Closed, "begun though it is closed");
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
            state.slots.publish(state.begin(), imported);
            Catch<Leg> next = new Catch<>();
            Race.among(List.of(state, imported, second, next), state::unload, () -> {
                next.caught = state.join();
                if (begun(next.caught)) {
                    Departure before = flight(next.caught).before();
                    check(before == null || before.awaitOver(Deadline.none()), "still there");
                    check(state.slots.publish(flight(next.caught), second), "not published");
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
    @DisplayName("forget no flight, though it begins as what is not installed is forgotten")
    void forget() {
        Race.often(() -> {
            State state = new State();
            state.slots.fail(state.begin(), deadline);
            Catch<Leg> joined = new Catch<>();
            Race.among(
                    List.of(state, joined),
                    () -> state.slots.forget(name -> false),
                    () -> joined.caught = state.join());
            check(state.slots.standing(NAME).underWay(), "the flight was forgotten");
            check(state.slots.publish(flight(joined.caught), imported), "the flight cannot end");
        });
    }

    @Test
    @DisplayName("mark several plugins that are to leave in one step, so that nobody plans with some of them marked")
    void leaveAll() {
        List<String> names = List.of("acme.one", "acme.other");
        Race.often(() -> {
            State state = new State();
            names.forEach(name -> state.slots.join(name, before -> Flights.of(name)));
            Catch<List<Boolean>> leaving = new Catch<>();
            Race.among(
                    List.of(state, leaving),
                    () -> state.slots.leaveAll(
                            names, (incarnation, before) -> new Departure(incarnation, before, new Caller("a test"))),
                    () -> leaving.caught = state.slots.steadily(() -> names.stream()
                            .map(name -> state.slots.standing(name).leaving())
                            .toList()));
            check(leaving.caught.get(0).equals(leaving.caught.get(1)), "one is marked and the other is not");
        });
    }
}
