package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Prerequisite;
import dev.pluginhost.impl.imports.Imports.Urgency;
import dev.pluginhost.impl.imports.Slots.Leg;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asking for plugins. Who asks for a plugin that is not imported gets a plan of all that has to be imported first, and for
 * each plugin of the plan joins the flight that is under way or begins one: one stripe at a time. Then the new flights are
 * armed: each becomes a job of the import threads when its prerequisites have landed.
 *
 * <p>Safe for use by any thread.
 */
final class Requests {

    private final Settings settings;
    private final Registry registry;
    private final Slots slots;
    private final ImportThreads threads;
    private final FlightRunner runner;
    private final Landings landings;
    private final Overdue overdue;

    Requests(
            Settings settings,
            Registry registry,
            Slots slots,
            ImportThreads threads,
            FlightRunner runner,
            Landings landings,
            Overdue overdue) {
        this.settings = settings;
        this.registry = registry;
        this.slots = slots;
        this.threads = threads;
        this.runner = runner;
        this.landings = landings;
        this.overdue = overdue;
    }

    /**
     * Asks for a plugin. Never waits.
     *
     * @param begun is told the names of the flights that begin on behalf of this request
     */
    Ticket ask(PluginGraph graph, String name, Asker asker, Urgency urgency, Set<String> begun) {
        while (true) {
            Imported there = registry.find(name);
            if (there != null) {
                return new Ticket.Landed(new Outcome.Success(there));
            }
            if (slots.isClosed()) {
                return closed(name);
            }
            Optional<Obstacle> obstacle = graph.obstacle(name, asker.description());
            if (obstacle.isPresent()) {
                return new Ticket.Landed(new Outcome.Failed(Failure.of(obstacle.get(), name)));
            }
            Optional<Ticket> ticket = begin(graph, name, asker, urgency, begun);
            if (ticket.isPresent()) {
                return ticket.get();
            }
        }
    }

    private static Ticket closed(String name) {
        return new Ticket.Landed(new Outcome.Failed(Failure.closed(name)));
    }

    /** Empty if a plugin that the plan takes to be imported went away meanwhile, so that a new plan is needed. */
    private Optional<Ticket> begin(PluginGraph graph, String name, Asker asker, Urgency urgency, Set<String> begun) {
        List<PluginNode> plan = graph.plan(name, other -> registry.find(other) != null);
        Map<String, Leg> legs = new HashMap<>();
        Set<Flight> fresh = new LinkedHashSet<>();
        try {
            for (PluginNode node : plan) {
                Optional<Supplier<Flight>> flight = flight(node, legs, asker);
                if (flight.isEmpty()) {
                    return Optional.empty();
                }
                Leg leg = slots.join(node.name(), flight.get());
                if (leg instanceof Leg.Closed) {
                    return Optional.of(closed(name));
                }
                legs.put(node.name(), leg);
                if (leg instanceof Leg.InFlight inFlight && inFlight.begun()) {
                    fresh.add(inFlight.flight());
                }
            }
        } finally {
            // Armed even if the plan was given up half-way: others may have joined them.
            fresh.forEach(flight -> arm(flight, urgency));
            fresh.forEach(flight -> begun.add(flight.name()));
        }
        if (urgency == Urgency.AWAITED) {
            for (Leg leg : legs.values()) {
                if (leg instanceof Leg.InFlight joined && !joined.begun()) {
                    threads.raise(joined.flight().job());
                }
            }
        }
        Leg leg = legs.get(name);
        return Optional.of(
                leg instanceof Leg.InFlight inFlight
                        ? new Ticket.Waiting(inFlight.flight())
                        : new Ticket.Landed(new Outcome.Success(((Leg.There) Objects.requireNonNull(leg)).imported())));
    }

    /** How to make the flight of a node whose prerequisites have their legs; empty if one of them is not there any more. */
    private Optional<Supplier<Flight>> flight(PluginNode node, Map<String, Leg> legs, Asker asker) {
        Map<String, Flight> awaited = new HashMap<>();
        Map<String, Imported> present = new HashMap<>();
        for (Prerequisite prerequisite : node.prerequisites()) {
            String name = prerequisite.name();
            if (legs.get(name) instanceof Leg.InFlight inFlight) {
                awaited.put(name, inFlight.flight());
                continue;
            }
            Imported there = legs.get(name) instanceof Leg.There leg ? leg.imported() : registry.find(name);
            if (there == null) {
                return Optional.empty();
            }
            present.put(name, there);
        }
        return Optional.of(() -> new Flight(
                node,
                asker,
                settings.clock().instant(),
                new StageTimes(settings.nanoClock()),
                awaited,
                present,
                flight -> new Lanes.Job(() -> takeUp(flight))));
    }

    /** Whatever happens, the flight is armed or has ended: one that is neither would never land. */
    private void arm(Flight flight, Urgency urgency) {
        try {
            flight.arm(() -> ready(flight, urgency));
        } catch (Throwable unexpected) {
            landings.fail(flight, Diagnoses.of(flight, unexpected));
        }
    }

    private void ready(Flight flight, Urgency urgency) {
        try {
            enqueue(flight, urgency);
        } catch (Throwable unexpected) { // such as no memory for one more thread
            landings.fail(flight, Diagnoses.of(flight, unexpected));
        }
    }

    private void enqueue(Flight flight, Urgency urgency) {
        if (threads.exhausted()) {
            overdue.failForLackOfThreads(flight);
        } else if (!threads.enqueue(flight.job(), urgency == Urgency.AWAITED)) {
            landings.fail(flight, Failure.closed(flight.name()));
        }
    }

    private void takeUp(Flight flight) {
        ImportThread thread = threads.current();
        if (thread == null) {
            throw new IllegalStateException("Not on an import thread: " + flight);
        }
        // Somebody who waits for it on an import thread may have claimed it before, or close may have ended it.
        if (!flight.hasLanded() && flight.claim(thread)) {
            runner.run(flight, thread);
        }
    }
}
