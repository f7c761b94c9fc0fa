package dev.pluginhost.impl.imports;

import dev.pluginhost.Dependents;
import dev.pluginhost.HostClosedException;
import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportStage;
import dev.pluginhost.ImportTimeoutException;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.PluginException.Origin;
import dev.pluginhost.PluginInUseException;
import dev.pluginhost.Problem;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.graph.Obstacle;
import dev.pluginhost.impl.graph.PluginGraph;
import dev.pluginhost.impl.graph.PluginNode;
import dev.pluginhost.impl.imports.Slots.Leave;
import dev.pluginhost.impl.layer.ArtifactOpener;
import dev.pluginhost.impl.lifecycle.HostAccess;
import dev.pluginhost.impl.lifecycle.Steps;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    private final Settings settings;
    private final Registry registry;
    private final Slots slots;
    private final ImportThreads threads;
    private final Landings landings;
    private final Watchdog watchdog;
    private final Waits waits;
    private final Callbacks callbacks;
    private final Requests requests;
    private final HostTasks tasks;

    /** What needs no reading of the sources, and so must not wait behind one. */
    private final HostTasks checks;

    private final Departures departures;
    private final Stops stops;
    private final Shutdown shutdown;

    /**
     * Imports into a registry what an opener opens, and has those told who listen; files that have changed since they were
     * discovered are read again; what plugins may ask of their host they ask of {@code host}.
     */
    public Imports(
            Settings settings,
            Registry registry,
            Events events,
            BlockingGuard guard,
            ArtifactOpener opener,
            ChangedFiles files,
            HostAccess host) {
        ClassLoader loader = settings.applicationLoader();
        this.settings = settings;
        this.registry = registry;
        this.slots = new Slots(registry, events);
        this.threads = new ImportThreads(settings.threads(), settings.spareThreads(), loader);
        this.landings = new Landings(slots, settings.clock());
        this.watchdog = new Watchdog(loader);
        this.callbacks = new Callbacks(loader, watchdog);
        this.stops = new Stops(loader);
        Overdue overdue = new Overdue(settings, slots, landings, threads, stops, watchdog);
        FlightRunner runner = new FlightRunner(settings, landings, overdue, stops, opener, host);
        this.waits = new Waits(guard, threads, stops, runner);
        this.requests = new Requests(settings, this::present, slots, threads, runner, landings, overdue);
        runner.replanBy(new Replanning(files, slots, requests, waits));
        this.tasks = new HostTasks(settings, slots, callbacks, overdue, watchdog, "pluginhost-source-", loader);
        this.checks = new HostTasks(settings, slots, callbacks, overdue, watchdog, "pluginhost-check-", loader);
        this.departures = new Departures(settings, slots, stops, events);
        this.shutdown = new Shutdown(slots, registry, threads, stops, departures, events);
    }

    // What callers do

    /**
     * The plugin of a name, if it is imported, for somebody who wants to use it: one that is to leave only within the start or stop of
     * a plugin that requires it, so that it cannot leave before. Takes no lock.
     */
    public @Nullable Imported present(String name) {
        Imported there = registry.find(name);
        return there == null || (there.isLeaving() && !isRequiredHere(there)) ? null : there;
    }

    /** Whether the plugin in whose start or stop the current thread is requires another one, at once or through others. */
    private boolean isRequiredHere(Imported there) {
        Transit own = isWithinPlugin() ? Waits.own() : null;
        Incarnation asking = own == null ? null : own.incarnation();
        return asking != null && asking.needs(there);
    }

    /** The loader of the plugin in whose start or stop the current thread is, of whichever host; null if it is in none. */
    public @Nullable ClassLoader loaderHere() {
        Transit own = Waits.own();
        if (own instanceof Flight flight) {
            Taken taken = flight.taken();
            return taken == null ? null : taken.loader();
        }
        Incarnation leaving = own == null ? null : own.incarnation();
        Imported imported = leaving == null ? null : leaving.imported();
        return imported == null ? null : imported.layer().loader();
    }

    /** Whether the current thread may wait for a plugin; throws if not. */
    public void beforeImport(String name) {
        waits.beforeImport(name);
    }

    /**
     * Imports a plugin and waits for it, for as long as the caller's patience lasts, which {@link #beforeImport} has allowed.
     */
    public ImportedModule importNow(Supplier<PluginGraph> installed, String name, Deadline deadline) {
        Ticket ticket = requests.ask(installed, name, Asker.here());
        Outcome end = ticket instanceof Ticket.Waiting waiting
                ? waits.await(waiting.flight(), deadline)
                : ((Ticket.Landed) ticket).outcome();
        return end.get();
    }

    /** Imports a plugin; the future is the caller's own. */
    public CompletableFuture<ImportedModule> importLater(Supplier<PluginGraph> installed, String name, Asker asker) {
        waits.lendPlace();
        PluginGraph graph = installed.get();
        if (requests.isUnknown(graph, name)) {
            CompletableFuture<ImportedModule> unknown = future(List.of(), WaitingCall.ofFuture(name));
            callbacks.deliver(() -> complete(unknown, requests.unknown(graph, name, asker)));
            return unknown;
        }
        Ticket ticket = requests.ask(installed, name, asker);
        ImportFuture<ImportedModule> future = future(ticket.flights(), WaitingCall.ofFuture(name));
        Consumer<Outcome> listener = end -> answer(ticket instanceof Ticket.Landed, () -> complete(future, end));
        ticket.whenLanded(listener);
        whenEnded(future, () -> ticket.forget(listener));
        return future;
    }

    /** A future of a plugin that is imported; one of ours, as others may be made of it. */
    public CompletableFuture<ImportedModule> answered(ImportedModule there) {
        CompletableFuture<ImportedModule> future = new ImportFuture<>(waits, WaitingCall.OF_ANSWERED, List.of());
        future.complete(there);
        return future;
    }

    /** Imports plugins by one graph, whatever is installed meanwhile; the future is the caller's own. */
    public CompletableFuture<Map<String, ImportResult>> importEach(
            PluginGraph graph, Collection<String> names, Asker asker, Urgency urgency, String call) {
        return importEach(() -> graph, names, asker, urgency, call);
    }

    /** Imports plugins, with a result for each; the future is the caller's own. */
    public CompletableFuture<Map<String, ImportResult>> importEach(
            Supplier<PluginGraph> installed, Collection<String> names, Asker asker, Urgency urgency, String call) {
        return importEach(installed, names, asker, urgency, call, false);
    }

    /** Likewise, for somebody who may not look at the results: each failure is logged when it happens. */
    public CompletableFuture<Map<String, ImportResult>> importEachAndLog(
            Supplier<PluginGraph> installed, Collection<String> names, Asker asker, Urgency urgency, String call) {
        return importEach(installed, names, asker, urgency, call, true);
    }

    private CompletableFuture<Map<String, ImportResult>> importEach(
            Supplier<PluginGraph> installed,
            Collection<String> names,
            Asker asker,
            Urgency urgency,
            String call,
            boolean log) {
        waits.lendPlace();
        Set<String> begun = new HashSet<>();
        Set<String> all = new LinkedHashSet<>(names);
        List<String> unknown = new ArrayList<>();
        List<String> known = new ArrayList<>();
        PluginGraph graph = installed.get();
        for (String name : all) {
            (requests.isUnknown(graph, name) ? unknown : known).add(name);
        }
        Map<String, Ticket> tickets = requests.askAll(installed, known, asker, urgency, begun);
        List<Flight> flights = new ArrayList<>();
        boolean nothingToWaitFor = unknown.isEmpty();
        for (Ticket ticket : tickets.values()) {
            flights.addAll(ticket.flights());
            nothingToWaitFor &= ticket instanceof Ticket.Landed;
        }
        boolean atOnce = nothingToWaitFor;
        ImportFuture<Map<String, ImportResult>> future = future(flights, WaitingCall.ofBatch(call));
        Map<String, ImportResult> results = new ConcurrentHashMap<>();
        AtomicInteger left = new AtomicInteger(all.size());
        Runnable finish = () -> {
            Map<String, ImportResult> inOrder = new LinkedHashMap<>();
            for (String name : all) {
                inOrder.put(name, Objects.requireNonNull(results.get(name)));
            }
            future.complete(Collections.unmodifiableMap(inOrder));
        };
        if (all.isEmpty()) {
            finish.run();
        }
        if (!unknown.isEmpty()) {
            callbacks.deliver(() -> {
                for (String name : unknown) {
                    Outcome end = requests.unknown(graph, name, asker);
                    results.put(name, new Ticket.Landed(end).result(name, end, false));
                }
                if (left.addAndGet(-unknown.size()) == 0) {
                    finish.run();
                }
            });
        }
        IdentityHashMap<Ticket, Consumer<Outcome>> listeners = new IdentityHashMap<>();
        tickets.forEach((name, ticket) -> {
            Consumer<Outcome> listener = end -> {
                if (log && end instanceof Outcome.Failed failed) {
                    landings.failed().log(name, failed.failure());
                }
                results.put(name, ticket.result(name, end, begun.contains(name)));
                if (left.decrementAndGet() == 0) {
                    answer(atOnce, finish);
                }
            };
            listeners.put(ticket, listener);
            ticket.whenLanded(listener);
        });
        whenEnded(future, () -> listeners.forEach(Ticket::forget));
        return future;
    }

    /**
     * Whether to import a plugin for somebody who did not ask for it by name: not if it has failed, nothing has changed, and trying
     * again cannot help or has been tried within the last ten seconds. Then its failure has been logged.
     */
    public boolean isWorthTrying(PluginNode node) {
        return registry.find(node.name()) != null
                || slots.flight(node.name()).isPresent()
                || landings.failed().isWorthTrying(node);
    }

    /** Ends a future when the patience of who asked for it ends. What it is a future of goes on. */
    public void endAt(Deadline deadline, CompletableFuture<ImportedModule> future, String name, Asker asker) {
        Watchdog.Watch watch;
        try {
            watch = watchdog.after(
                    Duration.ofNanos(deadline.left()),
                    () -> callbacks.deliver(() -> future.completeExceptionally(lostPatience(name, deadline, asker))));
        } catch (OutOfMemoryError e) {
            future.completeExceptionally(noThread(name, "watching the time of importModuleAsync", e));
            return;
        }
        CompletableFuture<ImportedModule> unused = future.whenComplete((module, thrown) -> watch.cancel());
    }

    /** What a caller is told whose patience has ended. */
    public ImportTimeoutException lostPatience(String name, Deadline deadline, Asker asker) {
        return slots.flight(name)
                .map(flight -> Waits.lostPatience(flight, deadline, asker))
                .orElseGet(() -> Waits.lostPatience(name, deadline, asker));
    }

    /** What comes of something, such as the graph, when it is there; the future is the caller's own. */
    public <A, T> CompletableFuture<T> whenThere(
            CompletableFuture<A> first,
            String module,
            String call,
            String instead,
            Function<A, CompletableFuture<T>> use) {
        return whenThere(first, WaitingCall.ofHost(module, call, instead), List.of(), use);
    }

    /**
     * What is to be done when something is over that may wait for any plugin: so no plugin may wait for this in its start or stop.
     * The future is the caller's own.
     */
    public <T> CompletableFuture<T> whenOver(
            CompletableFuture<Void> first,
            String module,
            String call,
            String instead,
            Supplier<CompletableFuture<T>> work) {
        return whenThere(
                first,
                WaitingCall.ofHost(module, call, instead),
                List.of(new Awaited.Hosts(first)),
                over -> work.get());
    }

    private <A, T> CompletableFuture<T> whenThere(
            CompletableFuture<A> first, WaitingCall call, List<Awaited> before, Function<A, CompletableFuture<T>> use) {
        Awaited.Late later = new Awaited.Late();
        List<Awaited> parts = new ArrayList<>(before);
        parts.add(later);
        ImportFuture<T> answer = new ImportFuture<>(waits, call, List.copyOf(parts));
        CompletableFuture<T> made = first.thenCompose(there -> {
            CompletableFuture<T> next = use.apply(there);
            later.is(ImportFuture.partsOf(next));
            CompletableFuture<T> unused = ending(next, answer);
            return next;
        });
        relay(made, answer);
        return answer;
    }

    /**
     * Hands an answer on, a failure as it is and not as the wrapping that futures give it: here if it is known, as nobody has the
     * target yet, else where continuations may run.
     */
    private <T> void relay(CompletableFuture<T> source, CompletableFuture<? super T> target) {
        boolean known = source.isDone();
        // what this returns can only fail as the source does, which the target is told
        CompletableFuture<T> unused =
                source.whenComplete((value, thrown) -> answer(known, () -> pass(value, thrown, target)));
    }

    /** Waits for a future without being asked whether this thread may wait, as it is the host's own. */
    public static <T> T settled(CompletableFuture<T> future) {
        CompletableFuture<T> plain = new CompletableFuture<>();
        CompletableFuture<T> unused = future.whenComplete((value, thrown) -> pass(value, thrown, plain));
        return plain.join();
    }

    /** Ends a future as another one has ended, a failure as it is. */
    public static <T> void pass(T value, @Nullable Throwable thrown, CompletableFuture<? super T> target) {
        if (thrown == null) {
            target.complete(value);
        } else {
            target.completeExceptionally(unwrapped(thrown));
        }
    }

    /** Futures wrap what they end with. */
    public static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? Thrown.causeOf(thrown) : null;
        return cause == null ? thrown : cause;
    }

    /** Whether the current thread may wait for something that the host does as a whole; throws if not. */
    public void beforeHostWait(String call, String instead) {
        waits.beforeHostWait(WaitingCall.ofHost("", call, instead));
    }

    /** Whether the current thread may wait, unless a plugin's start or stop runs on it, which does by itself what it would wait for. */
    public void guard(String call, String instead) {
        if (!isWithinPlugin()) {
            beforeHostWait(call, instead);
        }
    }

    /** Whether a plugin's start or stop runs on the current thread. */
    private boolean isWithinPlugin() {
        return threads.current() != null || stops.isStopping();
    }

    /** A future, of a plugin if one is named, that is refused to those who must not wait for it. */
    public <T> CompletableFuture<T> guarded(String module, String call, String instead) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ImportFuture<T> future =
                new ImportFuture<>(waits, WaitingCall.ofHost(module, call, instead), List.of(new Awaited.Hosts(end)));
        CompletableFuture<T> unused = future.whenComplete((value, thrown) -> end.complete(null));
        return future;
    }

    /**
     * Has something done by a thread of the host's; within a plugin's start or stop, at once. The future is the caller's own. It fails with
     * {@link ImportTimeoutException} if a step takes longer than an import may and there is nothing left to do without it.
     */
    public <T> CompletableFuture<T> onHostThread(HostWork<T> work, String call, String instead) {
        return on(tasks, work, call, instead);
    }

    /** Likewise, for what does not read the sources: it does not wait behind what does. */
    public <T> CompletableFuture<T> onCheckThread(HostWork<T> work, String call, String instead) {
        return on(checks, work, call, instead);
    }

    private <T> CompletableFuture<T> on(HostTasks lane, HostWork<T> work, String call, String instead) {
        CompletableFuture<T> future = guarded("", call, instead);
        if (isWithinPlugin()) {
            if (slots.isClosed()) {
                throw closed("");
            }
            future.complete(work.run());
        } else {
            lane.begin(call, work, future);
        }
        return future;
    }

    // Unloading

    /**
     * Unloads a plugin; the future is the caller's own.
     *
     * @param graph what is installed, if that is known: what is neither there nor imported is no plugin
     */
    public CompletableFuture<UnloadReport> unload(
            @Nullable PluginGraph graph, String name, Dependents dependents, Asker asker) {
        long began = settings.nanoClock().getAsLong();
        Leave leave = departures.leave(name, dependents, asker);
        if (leave instanceof Leave.Leaving leaving) {
            ImportFuture<UnloadReport> future = future(List.of(leaving.departure()), WaitingCall.ofUnload(name));
            CompletableFuture<UnloadReport> made =
                    leaving.departure().account().withAllBefore().thenApply(plugins -> report(name, plugins, began));
            relay(made, future);
            whenEnded(future, () -> made.cancel(false));
            return future;
        }
        CompletableFuture<UnloadReport> answer = new ImportFuture<>(waits, WaitingCall.OF_ANSWERED, List.of());
        if (leave instanceof Leave.Absent) {
            if (graph != null && requests.isUnknown(graph, name)) {
                CompletableFuture<UnloadReport> unknown = future(List.of(), WaitingCall.ofUnload(name));
                callbacks.deliver(() -> {
                    if (requests.unknown(graph, name, asker) instanceof Outcome.Failed failed) {
                        unknown.completeExceptionally(failed.failure().exception());
                    } else {
                        unknown.complete(report(name, List.of(), began));
                    }
                });
                return unknown;
            }
            answer.complete(report(name, List.of(), began));
        } else if (leave instanceof Leave.InUse inUse) {
            answer.completeExceptionally(inUse(name, inUse.dependents(), asker));
        } else {
            answer.completeExceptionally(closed(""));
        }
        return answer;
    }

    private static PluginInUseException inUse(String name, List<String> dependents, Asker asker) {
        return new PluginInUseException(
                "Plugin " + name + " is required by " + String.join(", ", dependents) + ", so it was not unloaded, as "
                        + asker + " wanted; unload these before, or let them go with it (Dependents.UNLOAD_FIRST)",
                new Origin(name, ImportStage.START, Optional.empty()),
                dependents,
                null);
    }

    private UnloadReport report(String name, List<UnloadReport.Plugin> plugins, long began) {
        return new UnloadReport(
                name, plugins, Duration.ofNanos(settings.nanoClock().getAsLong() - began));
    }

    /** The plugins of these names that are imported, and those that require them, each after those that it requires. */
    public List<PluginNode> importedWithDependents(Collection<String> names) {
        return slots.importedWithDependents(names);
    }

    /**
     * Has plugins leave, and those that require them before them. All of them are marked in one step. What is returned may be
     * waited for by any thread but a plugin's.
     *
     * @return what leaves because of each name; nothing if that plugin is not there
     */
    public List<Going> leaveAll(Collection<String> names, Asker asker) {
        List<Going> all = new ArrayList<>();
        for (Leave leave : departures.leaveAll(names, asker)) {
            if (leave instanceof Leave.Closed) {
                throw closed("");
            }
            all.add(
                    leave instanceof Leave.Leaving leaving
                            ? new Going(leaving.departure(), leaving.begun())
                            : new Going(null, List.of()));
        }
        return all;
    }

    /** What is on its way out. Safe for use by any thread. */
    public static final class Going {

        private final CompletableFuture<Void> gone = new CompletableFuture<>();
        private final CompletableFuture<List<UnloadReport.Plugin>> accounts;
        private final List<Departure> begun;

        Going(@Nullable Departure last, List<Departure> begun) {
            this.begun = begun;
            if (last == null) {
                gone.complete(null);
                accounts = CompletableFuture.completedFuture(List.of());
            } else {
                last.whenOver(() -> gone.complete(null));
                accounts = last.account().withAllBefore();
            }
        }

        /** Completed when the last one is gone. */
        public CompletableFuture<Void> gone() {
            return gone;
        }

        /** The plugins that were unloaded because of the call, each after those that require it; known when they are gone. */
        public List<String> unloaded() {
            return begun.stream()
                    .filter(Departure::wasCarriedOut)
                    .map(Departure::name)
                    .toList();
        }

        /** What there is to report, when their loaders have been looked for. */
        public CompletableFuture<List<UnloadReport.Plugin>> accounts() {
            return accounts;
        }
    }

    /** What somebody is told who asks for a plugin that has an obstacle. */
    public static PluginException refusal(Obstacle obstacle, String asked) {
        return Failure.of(obstacle, asked).exception();
    }

    /** How a plugin stands, imported or not. */
    public Standing standing(String name) {
        return slots.standing(name);
    }

    /** Has something done after a while, by a thread that must not be held up; never if the host is closed before. */
    public void after(Duration delay, Runnable quick) {
        Watchdog.Watch unused = watchdog.after(delay, quick);
    }

    /** Logs what keeps an installed plugin from being imported, so that its import does not log that again. */
    public void log(Problem problem) {
        landings.failed().log(problem);
    }

    /** Forgets how imports went of plugins that are not installed any more. */
    public void forget(Predicate<String> installed) {
        landings.failed().sourcesRead();
        slots.forget(installed);
    }

    // Answering

    /**
     * Has it forgotten by what it waits for when a future ends, which may be long before that: callers cancel, and their time ends.
     * Else what is under way would keep each of them.
     */
    private static <T> void whenEnded(ImportFuture<T> future, Runnable forget) {
        if (!future.isDone()) {
            CompletableFuture<T> unused = future.whenComplete((value, thrown) -> {
                future.release();
                forget.run();
            });
        }
    }

    /**
     * Ends a future of the host's own when the one ends that the caller has of it: then nobody waits for it.
     *
     * @return the caller's
     */
    public static <T> CompletableFuture<T> ending(CompletableFuture<?> own, CompletableFuture<T> callers) {
        if (!own.isDone()) {
            CompletableFuture<T> unused = callers.whenComplete((value, thrown) -> own.cancel(false));
        }
        return callers;
    }

    private <T> ImportFuture<T> future(List<? extends Transit> transits, WaitingCall call) {
        return new ImportFuture<>(waits, call, List.of(new Awaited.Transits(transits)));
    }

    /** Has a future completed where its continuations may run. */
    public void deliver(Runnable completion) {
        callbacks.deliver(completion);
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

    /** What somebody is told whose call needs a thread, if none can be started. */
    public static PluginException noThread(String module, String what, OutOfMemoryError cause) {
        return Failure.noThread(module, what, cause).exception();
    }

    /** Whether the end waits for the current thread, so that it must not wait for the end. */
    public boolean isAwaitedByClose() {
        return isWithinPlugin();
    }

    /**
     * Ends all imports and all plugins, within the bound: pending imports fail at once, import threads are interrupted,
     * imported plugins are stopped, the last one imported first. To be called once.
     */
    public void close(Duration bound) {
        slots.close();
        List<Flight> underWay = slots.underWay();
        List<Departure> calledOff = departures.shutDown(); // before flights land that they wait for
        for (Flight flight : underWay) {
            // before their threads are interrupted, as that is what they would fail with
            Steps.run("end an import", () -> landings.fail(flight, Failure.closed(flight.name())));
        }
        for (Departure departure : calledOff) {
            Steps.run("call off an unloading", departure::end);
        }
        Steps.run("end its import threads", threads::shutDown);
        Steps.run("end its watchdog", watchdog::shutDown);
        Steps.run("end its tasks", tasks::close);
        Steps.run("end its checks", checks::close);
        Steps.run("end its plugins", () -> shutdown.run(underWay, bound));
        Steps.run("end its callbacks", callbacks::shutDown);
    }
}
