package dev.pluginhost.impl.imports;

import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.lifecycle.HostAccess;
import dev.pluginhost.impl.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Imports, for the door: asks for plugins ({@link Requests}), waits for them where that may be ({@link Waits}), answers with
 * futures, and ends it all.
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

    private final Slots slots;
    private final ImportThreads threads;
    private final Landings landings;
    private final Watchdog watchdog;
    private final Waits waits;
    private final Callbacks callbacks;
    private final Requests requests;
    private final HostTasks tasks;
    private final Shutdown shutdown;

    /** Imports into a registry; what plugins may ask of their host they ask of {@code host}. */
    public Imports(Settings settings, Registry registry, BlockingGuard guard, HostAccess host) {
        ClassLoader loader = settings.applicationLoader();
        this.slots = new Slots(registry);
        this.threads = new ImportThreads(settings.threads(), loader);
        this.landings = new Landings(slots, settings.clock());
        this.watchdog = new Watchdog(loader);
        this.callbacks = new Callbacks(loader, watchdog);
        Overdue overdue = new Overdue(settings, slots, landings, threads, watchdog);
        FlightRunner runner = new FlightRunner(settings, landings, overdue, host);
        this.waits = new Waits(guard, threads, runner);
        this.requests = new Requests(settings, registry, slots, threads, runner, landings, overdue);
        this.tasks = new HostTasks(slots, callbacks, overdue, loader);
        this.shutdown = new Shutdown(slots, registry, threads, settings);
    }

    // What callers do

    /** Whether the current thread may wait for a plugin; throws if not. */
    public void beforeImport(String name) {
        waits.beforeImport(name);
    }

    /**
     * Imports a plugin and waits for it, for as long as the caller's patience lasts, which {@link #beforeImport} has allowed.
     */
    public ImportedModule importNow(PluginGraph graph, String name, Deadline deadline) {
        Ticket ticket = requests.ask(graph, name, Asker.here(), Urgency.AWAITED, new HashSet<>());
        Outcome end = ticket instanceof Ticket.Waiting waiting
                ? waits.await(waiting.flight(), deadline)
                : ((Ticket.Landed) ticket).outcome();
        return end.get();
    }

    /** Imports a plugin; the future is the caller's own. */
    public CompletableFuture<ImportedModule> importLater(PluginGraph graph, String name, Asker asker) {
        lendPlace();
        Ticket ticket = requests.ask(graph, name, asker, Urgency.AWAITED, new HashSet<>());
        CompletableFuture<ImportedModule> future = future(ticket.flights(), WaitingCall.ofFuture(name));
        ticket.whenLanded(end -> answer(ticket instanceof Ticket.Landed, () -> complete(future, end)));
        return future;
    }

    /** A future of a plugin that is imported; one of ours, as others may be made of it. */
    public CompletableFuture<ImportedModule> answered(ImportedModule there) {
        CompletableFuture<ImportedModule> future = new ImportFuture<>(waits, WaitingCall.OF_ANSWERED, List.of());
        future.complete(there);
        return future;
    }

    /** Imports plugins, with a result for each; the future is the caller's own. */
    public CompletableFuture<Map<String, ImportResult>> importEach(
            PluginGraph graph, Collection<String> names, Asker asker, Urgency urgency, String call) {
        lendPlace();
        Set<String> begun = new HashSet<>();
        Map<String, Ticket> tickets = new LinkedHashMap<>();
        for (String name : names) {
            tickets.computeIfAbsent(name, key -> requests.ask(graph, key, asker, urgency, begun));
        }
        List<Flight> flights = new ArrayList<>();
        tickets.values().forEach(ticket -> flights.addAll(ticket.flights()));
        CompletableFuture<Map<String, ImportResult>> future = future(flights, WaitingCall.ofBatch(call));
        Map<String, ImportResult> results = new ConcurrentHashMap<>();
        AtomicInteger left = new AtomicInteger(tickets.size());
        Runnable finish = () -> {
            Map<String, ImportResult> inOrder = new LinkedHashMap<>();
            tickets.keySet().forEach(name -> inOrder.put(name, Objects.requireNonNull(results.get(name))));
            future.complete(Collections.unmodifiableMap(inOrder));
        };
        boolean nothingToWaitFor = tickets.values().stream().allMatch(Ticket.Landed.class::isInstance);
        if (tickets.isEmpty()) {
            finish.run();
        }
        tickets.forEach((name, ticket) -> ticket.whenLanded(end -> {
            results.put(name, ticket.result(name, end, begun.contains(name)));
            if (left.decrementAndGet() == 0) {
                answer(nothingToWaitFor, finish);
            }
        }));
        return future;
    }

    /** Ends a future when the patience of who asked for it ends. What it is a future of goes on. */
    public void endAt(Deadline deadline, CompletableFuture<ImportedModule> future, String name, Asker asker) {
        Watchdog.Watch watch = watchdog.after(
                Duration.ofNanos(deadline.left()),
                () -> callbacks.deliver(() -> future.completeExceptionally(lostPatience(name, deadline, asker))));
        CompletableFuture<ImportedModule> unused = future.whenComplete((module, thrown) -> watch.cancel());
    }

    /** What a caller is told whose patience has ended. */
    public ImportTimeoutException lostPatience(String name, Deadline deadline, Asker asker) {
        return slots.flight(name)
                .map(flight -> Waits.lostPatience(flight, deadline, asker))
                .orElseGet(() -> Waits.lostPatience(name, deadline, asker));
    }

    /** What comes of the graph, when it has been read; the future is the caller's own. */
    public <T> CompletableFuture<T> whenRead(
            CompletableFuture<PluginGraph> graph,
            String module,
            String call,
            String instead,
            Function<PluginGraph, CompletableFuture<T>> use) {
        Awaited.Late later = new Awaited.Late();
        ImportFuture<T> answer = new ImportFuture<>(waits, WaitingCall.ofHost(module, call, instead), List.of(later));
        CompletableFuture<T> made = graph.thenCompose(read -> {
            CompletableFuture<T> next = use.apply(read);
            later.is(ImportFuture.partsOf(next));
            return next;
        });
        relay(made, answer);
        return answer;
    }

    /** Hands an answer on, a failure as it is and not as the wrapping that futures give it. */
    private static <T> void relay(CompletableFuture<T> source, CompletableFuture<? super T> target) {
        // what this returns can only fail as the source does, which the target is told
        CompletableFuture<T> unused = source.whenComplete((value, thrown) -> {
            if (thrown == null) {
                target.complete(value);
            } else {
                target.completeExceptionally(unwrapped(thrown));
            }
        });
    }

    /** Futures wrap what they end with. */
    public static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }

    /** Whether the current thread may wait for something that the host does as a whole; throws if not. */
    public void beforeHostWait(String call, String instead) {
        waits.beforeHostWait(WaitingCall.ofHost("", call, instead));
    }

    /** Whether the current thread may wait, unless it is an import thread, which does by itself what it would wait for. */
    public void guard(String call, String instead) {
        if (threads.current() == null) {
            beforeHostWait(call, instead);
        }
    }

    /** A future, of a plugin if one is named, that is refused to those who must not wait for it. */
    public <T> CompletableFuture<T> guarded(String module, String call, String instead) {
        return new ImportFuture<>(waits, WaitingCall.ofHost(module, call, instead), List.of(new Awaited.Hosts()));
    }

    /**
     * Has something done by a thread of the host's; on an import thread, at once. The future is the caller's own; it ends with
     * the host at the latest.
     */
    public <T> CompletableFuture<T> onHostThread(Supplier<T> work, String call, String instead) {
        CompletableFuture<T> future = guarded("", call, instead);
        if (threads.current() != null) {
            future.complete(work.get());
        } else {
            tasks.begin(call, work, future);
        }
        return future;
    }

    /** How a plugin stands, imported or not. */
    public Standing standing(String name) {
        return slots.standing(name);
    }

    /** Forgets how imports went of plugins that are not installed any more. */
    public void forget(Predicate<String> installed) {
        slots.forget(installed);
    }

    /** Who asks on an import thread without waiting may wait yet, for something of his own making that we know nothing of. */
    private void lendPlace() {
        ImportThread thread = threads.current();
        if (thread != null) {
            threads.lend(thread);
        }
    }

    // Answering

    private <T> ImportFuture<T> future(List<Flight> flights, WaitingCall call) {
        return new ImportFuture<>(waits, call, List.of(new Awaited.Imports(flights)));
    }

    /** Completes a future where its continuations may run: here if nobody has it yet, else on a callback thread. */
    private void answer(boolean atOnce, Runnable completion) {
        if (atOnce) {
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

    /** What somebody is told who wants a plugin, or if the name is empty something else, of a host that is closed. */
    public static HostClosedException closed(String module) {
        return (HostClosedException) Failure.closed(module).exception();
    }

    /** Whether the end waits for the current thread, so that it must not wait for the end. */
    public boolean isAwaitedByClose() {
        return threads.current() != null || shutdown.isStopping(Thread.currentThread());
    }

    /**
     * Ends all imports and all plugins, within the bound: pending imports fail at once, import threads are interrupted,
     * imported plugins are stopped, the last one imported first. To be called once.
     */
    public void close(Duration bound) {
        slots.close();
        try {
            List<Flight> underWay = slots.underWay();
            // before their threads are interrupted, as that is what they would fail with
            underWay.forEach(flight -> landings.fail(flight, Failure.closed(flight.name())));
            threads.shutDown();
            watchdog.shutDown();
            tasks.close();
            shutdown.run(underWay, bound);
        } finally {
            callbacks.shutDown();
        }
    }
}
