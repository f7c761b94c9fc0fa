package dev.pluginhost.impl.imports;

import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.graph.Prerequisite;
import dev.pluginhost.impl.imports.Slots.Leg;
import dev.pluginhost.impl.lifecycle.HostAccess;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Asking for plugins. Who asks for a plugin that is not imported gets a plan of all that has to be imported first, and for
 * each plugin of the plan joins the flight that is under way or begins one: one stripe at a time. Then the new flights are
 * armed: each becomes a job of the import threads when its prerequisites have landed.
 *
 * <p>Safe for use by any thread. Nothing here waits but {@link #importNow} and {@link #close}.
 */
public final class Imports {

    /** How urgent a request is. */
    public enum Urgency {
        /** Somebody waits, or may. */
        AWAITED,
        /** Nobody waits. */
        BACKGROUND
    }

    /** Something to be done by an import thread; known by its identity. */
    private static final class Task<T> {
        final CompletableFuture<T> future;

        Task(CompletableFuture<T> future) {
            this.future = future;
        }
    }

    private final Settings settings;
    private final Registry registry;
    private final Slots slots;
    private final ImportThreads threads;
    private final Watchdog watchdog;
    private final FlightRunner runner;
    private final Waits waits;
    private final Callbacks callbacks;

    /** What import threads have to do beside imports and have not done; whoever takes a task out completes it. */
    private final Set<Task<?>> tasks = ConcurrentHashMap.newKeySet();

    /** Imports into a registry; what plugins may ask of their host they ask of {@code host}. */
    public Imports(Settings settings, Registry registry, BlockingGuard guard, HostAccess host) {
        this.settings = settings;
        this.registry = registry;
        this.slots = new Slots(registry);
        this.threads = new ImportThreads(settings.threads(), settings.applicationLoader());
        this.watchdog = new Watchdog(settings.deadline(), settings.applicationLoader());
        this.runner = new FlightRunner(settings, slots, threads, watchdog, host);
        this.waits = new Waits(guard, threads, runner);
        this.callbacks = new Callbacks(settings.applicationLoader());
    }

    // What callers do

    /** Imports a plugin and waits for it. */
    public ImportedModule importNow(PluginGraph graph, String name) {
        waits.beforeImport(name); // before anything is begun: a call that is refused has no effect
        Ticket ticket = ask(graph, name, Asker.here(), Urgency.AWAITED, new HashSet<>());
        Outcome end = ticket instanceof Ticket.Waiting waiting
                ? waits.await(waiting.flight())
                : ((Ticket.Landed) ticket).outcome();
        return end.get();
    }

    /** Imports a plugin; the future is the caller's own. */
    public CompletableFuture<ImportedModule> importLater(PluginGraph graph, String name, Asker asker) {
        lendPlace();
        Ticket ticket = ask(graph, name, asker, Urgency.AWAITED, new HashSet<>());
        CompletableFuture<ImportedModule> future = future(
                ticket.flights(),
                "Waiting for the future of importModuleAsync(\"" + name + "\"), which is not imported yet,",
                name);
        ticket.whenLanded(end -> answer(ticket, () -> complete(future, end)));
        return future;
    }

    /** Imports plugins, with a result for each; the future is the caller's own. */
    public CompletableFuture<Map<String, ImportResult>> importEach(
            PluginGraph graph, Collection<String> names, Asker asker, Urgency urgency) {
        lendPlace();
        Set<String> begun = new HashSet<>();
        Map<String, Ticket> tickets = new LinkedHashMap<>();
        for (String name : names) {
            tickets.computeIfAbsent(name, key -> ask(graph, key, asker, urgency, begun));
        }
        List<Flight> flights = new ArrayList<>();
        tickets.values().forEach(ticket -> flights.addAll(ticket.flights()));
        CompletableFuture<Map<String, ImportResult>> future = future(
                flights, "Waiting for the future of importAll(" + names + "), of which some are not imported yet,", "");
        Map<String, ImportResult> results = new ConcurrentHashMap<>();
        AtomicInteger left = new AtomicInteger(tickets.size());
        Runnable finish = () -> {
            Map<String, ImportResult> inOrder = new LinkedHashMap<>();
            tickets.keySet().forEach(name -> inOrder.put(name, Objects.requireNonNull(results.get(name))));
            future.complete(Collections.unmodifiableMap(inOrder));
        };
        if (tickets.isEmpty()) {
            finish.run();
        }
        tickets.forEach((name, ticket) -> ticket.whenLanded(end -> {
            results.put(name, ticket.result(name, end, begun.contains(name)));
            if (left.decrementAndGet() == 0) {
                callbacks.deliver(finish);
            }
        }));
        return future;
    }

    /** Whether the current thread may wait for something that the host does as a whole; throws if not. */
    public void beforeHostWait(String call, String instead) {
        waits.beforeHostWait(call, instead);
    }

    /** Whether the current thread may wait, unless it is an import thread, which does by itself what it would wait for. */
    public void guard(String call, String instead) {
        if (threads.current() == null) {
            waits.beforeHostWait(call, instead);
        }
    }

    /** A future that is refused to those who must not wait for it. */
    public <T> CompletableFuture<T> guarded(String call, String instead) {
        return new ImportFuture<>(() -> waits.beforeHostWait(call, instead));
    }

    /**
     * Has something done by an import thread, ahead of background imports; on an import thread, at once. The future is the
     * caller's own; it ends with the host at the latest.
     */
    public <T> CompletableFuture<T> onImportThread(Supplier<T> work, String call, String instead) {
        CompletableFuture<T> future = guarded(call, instead);
        if (threads.current() != null) {
            future.complete(work.get());
            return future;
        }
        Task<T> task = new Task<>(future);
        tasks.add(task);
        ImportThreads.Job job = new ImportThreads.Job(() -> {
            try {
                T result = work.get();
                finish(task, () -> future.complete(result));
            } catch (Throwable thrown) { // whatever it is, those who wait must hear of it
                finish(task, () -> future.completeExceptionally(thrown));
            }
        });
        try {
            // Added before this look: either close sees the task, or we see here that nobody will do it.
            if (slots.isClosed() || !threads.enqueue(job, true)) {
                endWithHost(task);
            }
        } catch (Throwable thrown) { // such as no memory for one more thread
            finish(task, () -> future.completeExceptionally(thrown));
        }
        return future;
    }

    private void endWithHost(Task<?> task) {
        finish(task, () -> task.future.completeExceptionally(Failure.closed("").exception()));
    }

    private void finish(Task<?> task, Runnable completion) {
        if (tasks.remove(task)) {
            callbacks.deliver(completion);
        }
    }

    /** How a plugin stands, imported or not. */
    public Standing standing(String name) {
        return slots.standing(name);
    }

    /** Forgets how imports went of plugins that are not installed any more. */
    public void forget(Predicate<String> installed) {
        slots.forget(installed);
    }

    // Asking

    private Ticket ask(PluginGraph graph, String name, Asker asker, Urgency urgency, Set<String> begun) {
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
                return refuse(graph, name, Failure.of(obstacle.get(), name));
            }
            Optional<Ticket> ticket = begin(graph, name, asker, urgency, begun);
            if (ticket.isPresent()) {
                return ticket.get();
            }
        }
    }

    private Ticket refuse(PluginGraph graph, String name, Failure failure) {
        PluginNode node = graph.find(name);
        if (node != null && failure.kind() != Failure.Kind.REFUSED) {
            slots.note(name, failure.recorded(settings.clock().instant()));
        }
        return new Ticket.Landed(new Outcome.Failed(failure));
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
                flight -> new ImportThreads.Job(() -> takeUp(flight))));
    }

    /** Whatever happens, the flight is armed or has ended: one that is neither would never land. */
    private void arm(Flight flight, Urgency urgency) {
        try {
            flight.arm(() -> ready(flight, urgency));
        } catch (Throwable unexpected) {
            runner.fail(flight, FlightRunner.describe(flight, unexpected));
        }
    }

    private void ready(Flight flight, Urgency urgency) {
        try {
            enqueue(flight, urgency);
        } catch (Throwable unexpected) { // such as no memory for one more thread
            runner.fail(flight, FlightRunner.describe(flight, unexpected));
        }
    }

    private void enqueue(Flight flight, Urgency urgency) {
        if (threads.exhausted()) {
            runner.failForLackOfThreads(flight);
        } else if (!threads.enqueue(flight.job(), urgency == Urgency.AWAITED)) {
            runner.fail(flight, Failure.closed(flight.name()));
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

    /** Who asks on an import thread without waiting may wait yet, for something of his own making that we know nothing of. */
    private void lendPlace() {
        ImportThread thread = threads.current();
        if (thread != null) {
            threads.lend(thread);
        }
    }

    // Answering

    private <T> ImportFuture<T> future(List<Flight> flights, String call, String module) {
        Awaited awaited = new Awaited(flights);
        return new ImportFuture<>(() -> waits.beforeJoin(awaited.flights, module, call));
    }

    /** Flights of a future, until they have landed: whoever keeps the future must not keep the plugins alive with it. */
    private static final class Awaited {

        /** Emptied by the last landing, read by any thread. */
        volatile List<Flight> flights;

        Awaited(List<Flight> flights) {
            this.flights = List.copyOf(flights);
            AtomicInteger left = new AtomicInteger(flights.size());
            for (Flight flight : flights) {
                flight.whenLanded(end -> {
                    if (left.decrementAndGet() == 0) {
                        this.flights = List.of();
                    }
                });
            }
        }
    }

    /** Completes a future where its continuations may run: here if nobody has it yet, else on a callback thread. */
    private void answer(Ticket ticket, Runnable completion) {
        if (ticket instanceof Ticket.Landed) {
            completion.run();
        } else {
            callbacks.deliver(completion);
        }
    }

    private static void complete(CompletableFuture<ImportedModule> future, Outcome end) {
        if (end instanceof Outcome.Success success) {
            future.complete(success.imported().handle());
        } else {
            future.completeExceptionally(((Outcome.Failed) end).failure().exception());
        }
    }

    // The end

    /**
     * Ends all imports and all plugins, within the bound: pending imports fail at once, import threads are interrupted,
     * imported plugins are stopped, the last one imported first. To be called once.
     */
    public void close(Duration bound) {
        slots.close();
        try {
            List<Flight> underWay = slots.underWay();
            threads.shutDown();
            watchdog.shutDown();
            underWay.forEach(flight -> runner.fail(flight, Failure.closed(flight.name())));
            tasks.forEach(this::endWithHost);
            new Shutdown(slots, registry, threads, settings).run(underWay, bound);
        } finally {
            callbacks.shutDown();
        }
    }
}
