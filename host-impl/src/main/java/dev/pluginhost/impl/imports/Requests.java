package dev.pluginhost.impl.imports;

import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Prerequisite;
import dev.pluginhost.impl.imports.Imports.Urgency;
import dev.pluginhost.impl.imports.Slots.Leg;
import dev.pluginhost.impl.registry.Imported;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asking for plugins. Who asks for a plugin that is not imported gets a plan of all that has to be imported first, and for
 * each plugin of the plan joins the flight that is under way or begins one: one stripe at a time, while nothing begins to leave.
 * Then the new flights are armed: each becomes a job of the import threads when its prerequisites have landed.
 *
 * <p>Safe for use by any thread.
 */
final class Requests {

    private final Settings settings;
    private final Function<String, @Nullable Imported> present;
    private final Slots slots;
    private final ImportThreads threads;
    private final FlightRunner runner;
    private final Landings landings;
    private final Overdue overdue;

    Requests(
            Settings settings,
            Function<String, @Nullable Imported> present,
            Slots slots,
            ImportThreads threads,
            FlightRunner runner,
            Landings landings,
            Overdue overdue) {
        this.settings = settings;
        this.present = present;
        this.slots = slots;
        this.threads = threads;
        this.runner = runner;
        this.landings = landings;
        this.overdue = overdue;
    }

    /** Asks for a plugin. Never waits. */
    Ticket ask(Supplier<PluginGraph> installed, String name, Asker asker) {
        while (true) {
            PluginGraph graph = installed.get();
            Ticket known = known(graph, name, asker);
            if (known != null) {
                return known;
            }
            Map<String, Leg> legs = begin(installed, graph, List.of(name), asker, Urgency.AWAITED, new HashSet<>());
            if (legs != null) {
                return ticket(name, legs);
            }
        }
    }

    /**
     * Asks for plugins, all at once: none of what they require is tried twice, as it would be if it failed before the next one was
     * asked for. Never waits.
     *
     * @param begun gets the names of the flights that begin on behalf of this request
     * @return a ticket for each
     */
    Map<String, Ticket> askAll(
            Supplier<PluginGraph> installed,
            Collection<String> names,
            Asker asker,
            Urgency urgency,
            Set<String> begun) {
        while (true) {
            Map<String, Ticket> tickets = askAll(installed, installed.get(), names, asker, urgency, begun);
            if (tickets != null) {
                return tickets;
            }
        }
    }

    /** Null if the graph is not the one that is installed any more. */
    private @Nullable Map<String, Ticket> askAll(
            Supplier<PluginGraph> installed,
            PluginGraph graph,
            Collection<String> names,
            Asker asker,
            Urgency urgency,
            Set<String> begun) {
        Map<String, Ticket> tickets = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            Ticket known = known(graph, name, asker);
            if (known != null) {
                tickets.put(name, known);
            } else {
                unknown.add(name);
            }
        }
        Map<String, Leg> legs = begin(installed, graph, unknown, asker, urgency, begun);
        if (legs == null) {
            return null;
        }
        Map<String, Ticket> all = new LinkedHashMap<>(); // in the order of the names
        for (String name : names) {
            Ticket known = tickets.get(name);
            all.put(name, known != null ? known : ticket(name, legs));
        }
        return all;
    }

    /**
     * Whether a name is of nothing that is installed or imported. To explain that takes the longer the more is installed: so it is
     * explained where somebody waits, or by {@link #unknown} on a thread of ours.
     */
    boolean isUnknown(PluginGraph graph, String name) {
        return graph.find(name) == null && present.apply(name) == null && !slots.isClosed();
    }

    /** What a request for such a name ends with. */
    Outcome unknown(PluginGraph graph, String name, Asker asker) {
        Ticket known = known(graph, name, asker);
        return known instanceof Ticket.Landed landed ? landed.outcome() : new Outcome.Failed(Failure.closed(name));
    }

    /** The answer, if nothing has to be imported for it. */
    private @Nullable Ticket known(PluginGraph graph, String name, Asker asker) {
        Imported there = present.apply(name);
        if (there != null) {
            return new Ticket.Landed(new Outcome.Success(there));
        }
        if (slots.isClosed()) {
            return closed(name);
        }
        Optional<Obstacle> obstacle = graph.obstacle(name, asker.description());
        return obstacle.isEmpty() ? null : new Ticket.Landed(new Outcome.Failed(Failure.of(obstacle.get(), name)));
    }

    private static Ticket closed(String name) {
        return new Ticket.Landed(new Outcome.Failed(Failure.closed(name)));
    }

    private static Ticket ticket(String name, Map<String, Leg> legs) {
        Leg leg = legs.get(name);
        if (leg instanceof Leg.InFlight inFlight) {
            return new Ticket.Waiting(inFlight.flight());
        }
        return leg instanceof Leg.There there ? new Ticket.Landed(new Outcome.Success(there.imported())) : closed(name);
    }

    /** Null, and nothing has begun, if the graph is not the one that is installed any more. */
    private @Nullable Map<String, Leg> begin(
            Supplier<PluginGraph> installed,
            PluginGraph graph,
            List<String> names,
            Asker asker,
            Urgency urgency,
            Set<String> begun) {
        Map<String, Leg> legs = new LinkedHashMap<>();
        if (names.isEmpty()) {
            return legs;
        }
        try {
            // What is imported and not leaving stays as long as we plan, so the plan holds until its flights are there.
            boolean current = slots.steadily(() -> {
                // A reload installs its graph before it marks what is to leave: who plans after that must not use the
                // one before.
                if (installed.get() != graph) {
                    return false;
                }
                for (String name : names) {
                    if (!legs.containsKey(name) && !install(graph, name, asker, legs)) {
                        break;
                    }
                }
                return true;
            });
            if (!current) {
                return null;
            }
        } finally {
            // Armed even if the plan was given up half-way: others may have joined them.
            for (Map.Entry<String, Leg> leg : legs.entrySet()) {
                if (leg.getValue() instanceof Leg.InFlight inFlight && inFlight.begun()) {
                    arm(inFlight.flight(), urgency);
                    begun.add(leg.getKey());
                }
            }
        }
        if (urgency == Urgency.AWAITED) {
            for (Leg leg : legs.values()) {
                if (leg instanceof Leg.InFlight joined && !joined.begun()) {
                    threads.raise(joined.flight().job());
                }
            }
        }
        return legs;
    }

    /** Plans a plugin and joins or begins the flights of what is not there; false if the host is closed. */
    private boolean install(PluginGraph graph, String name, Asker asker, Map<String, Leg> legs) {
        for (PluginNode node : graph.plan(name, other -> legs.containsKey(other) || slots.staying(other) != null)) {
            List<Incarnation> prerequisites = prerequisites(node, legs);
            Leg leg = join(node, legs, prerequisites, asker);
            legs.put(node.name(), leg); // before anything else can go wrong: what has begun must be armed
            if (leg instanceof Leg.Closed) {
                return false;
            }
            if (leg instanceof Leg.InFlight inFlight && inFlight.begun()) {
                slots.pin(inFlight.flight().incarnation(), prerequisites);
            }
        }
        return true;
    }

    /** What a node requires, which has its leg, or is imported and stays. */
    private List<Incarnation> prerequisites(PluginNode node, Map<String, Leg> legs) {
        List<Incarnation> prerequisites = new ArrayList<>();
        for (Prerequisite prerequisite : node.prerequisites()) {
            Incarnation there = incarnation(legs.get(prerequisite.name()), prerequisite.name());
            if (there != null) {
                prerequisites.add(there);
            }
        }
        return prerequisites;
    }

    private @Nullable Incarnation incarnation(@Nullable Leg leg, String name) {
        if (leg instanceof Leg.InFlight inFlight) {
            return inFlight.flight().incarnation();
        }
        return leg instanceof Leg.There there ? there.incarnation() : slots.staying(name);
    }

    /** Joins or begins the flight of a node. */
    private Leg join(PluginNode node, Map<String, Leg> legs, List<Incarnation> prerequisites, Asker asker) {
        if (prerequisites.size() < node.prerequisites().size()) {
            return new Leg.Closed(); // nothing else takes away what stays
        }
        Map<String, Flight> awaited = new LinkedHashMap<>();
        Map<String, Imported> present = new LinkedHashMap<>();
        for (Incarnation prerequisite : prerequisites) {
            String name = prerequisite.name();
            Imported imported = prerequisite.imported();
            if (legs.get(name) instanceof Leg.InFlight inFlight) {
                awaited.put(name, inFlight.flight());
            } else if (imported != null) {
                present.put(name, imported);
            } else {
                return new Leg.Closed(); // likewise
            }
        }
        return slots.join(node.name(), before -> {
            Flight flight = new Flight(
                    node,
                    asker,
                    settings.clock().instant(),
                    new StageTimes(settings.nanoClock()),
                    awaited,
                    present,
                    before,
                    begun -> new Lanes.Job(() -> takeUp(begun)));
            flight.incarnation().requires(prerequisites); // before anybody else can find it, and run it
            return flight;
        });
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
