package dev.pluginhost.impl.imports;

import static dev.pluginhost.impl.imports.Race.check;

import dev.pluginhost.Dependents;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.imports.Slots.Leave;
import dev.pluginhost.impl.imports.Slots.Leg;
import dev.pluginhost.impl.registry.Registry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A departure")
class DepartureTest {

    private static final Caller ASKER = new Caller("a test");

    private static final Settings SETTINGS = new Settings(
            1,
            0,
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ofDays(1),
            Duration.ZERO,
            ModuleLayer.boot(),
            ClassLoader.getSystemClassLoader(),
            Set.of(),
            1,
            Clock.systemUTC(),
            System::nanoTime);

    private final Outcome failed = Flights.ended("failed");

    private static Departure of(Flight flight, Departure... before) {
        return new Departure(flight.incarnation(), List.of(before), ASKER);
    }

    @Test
    @DisplayName("is ready once, when its flight has landed and what requires it is gone, in whatever order")
    void arm() {
        Race.inManyOrders(() -> {
            Flight flight = Flights.of("acme.a");
            Departure before = of(Flights.of("acme.b"));
            Departure departure = of(flight, before);
            AtomicInteger ready = new AtomicInteger();
            Race.among(
                    List.of(flight, before, departure, ready),
                    () -> departure.arm(() -> {
                        check(flight.hasLanded() && before.isOver(), "ready too soon");
                        ready.incrementAndGet();
                    }),
                    () -> flight.land(failed),
                    before::end);
            check(ready.get() == 1, "not ready exactly once");
        });
    }

    @Test
    @DisplayName("is begun by one of those that want to carry it out or to call it off")
    void begin() {
        Race.inManyOrders(() -> {
            Departure departure = of(Flights.of("acme.a"));
            Catch<Boolean> carriesOut = new Catch<>();
            Catch<Boolean> callsOff = new Catch<>();
            Race.among(
                    List.of(departure, carriesOut, callsOff),
                    () -> carriesOut.caught = departure.begin(),
                    () -> callsOff.caught = departure.begin());
            check(!carriesOut.caught.equals(callsOff.caught), "not exactly one has begun it");
        });
    }

    @Test
    @DisplayName(
            "makes the flight that comes after it ready, once, when it is over, though that is armed at that moment")
    void flightAfter() {
        Race.inManyOrders(() -> {
            Departure departure = of(Flights.of("acme.a"));
            Flight next = Flights.after(departure, "acme.a");
            AtomicInteger ready = new AtomicInteger();
            Race.among(
                    List.of(departure, next, ready),
                    () -> next.arm(() -> {
                        check(departure.isOver(), "ready before the last one is gone");
                        ready.incrementAndGet();
                    }),
                    departure::end);
            check(ready.get() == 1, "not ready exactly once");
            check(next.before() == null, "waits for what is over");
        });
    }

    @Test
    @DisplayName("that the end calls off lets no flight begin before that has been ended as well")
    void calledOff() {
        Registry registry = new Registry();
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        Events events = new Events(registry, loader);
        Slots slots = new Slots(registry, events);
        Departures departures = new Departures(SETTINGS, slots, new Stops(loader), events);
        Flight flight = join(slots);
        Leave leave = departures.leave("acme.a", Dependents.UNLOAD_FIRST, ASKER);
        Flight next = join(slots);
        AtomicInteger ready = new AtomicInteger();
        next.arm(() -> {
            check(next.hasLanded(), "begins though the host is closed and the last one is there");
            ready.incrementAndGet();
        });

        slots.close();
        List<Departure> calledOff = departures.shutDown();
        check(calledOff.equals(List.of(((Leave.Leaving) leave).departure())), "others are called off");
        flight.land(failed);
        next.land(failed);
        calledOff.forEach(Departure::end);

        check(ready.get() == 1, "waits for what is over");
    }

    private static Flight join(Slots slots) {
        return ((Leg.InFlight) slots.join("acme.a", before -> Flights.after(before, "acme.a"))).flight();
    }
}
