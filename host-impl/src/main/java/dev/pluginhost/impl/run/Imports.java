package dev.pluginhost.impl.run;

import dev.pluginhost.Dependents;
import dev.pluginhost.ImportResult;
import dev.pluginhost.ImportedModule;
import dev.pluginhost.PluginException;
import dev.pluginhost.Problem;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.events.Events;
import dev.pluginhost.impl.lifecycle.HostAccess;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.recording.Timeline;
import dev.pluginhost.impl.registry.Imported;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.Deadline;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.Import;
import dev.pluginhost.impl.state.Import.Acquisition;
import dev.pluginhost.impl.state.Import.Urgency;
import dev.pluginhost.impl.state.Operation;
import dev.pluginhost.impl.state.Operation.Outcome;
import dev.pluginhost.impl.state.PluginInstance;
import dev.pluginhost.impl.state.PluginTable;
import dev.pluginhost.impl.state.PluginTable.Found;
import dev.pluginhost.impl.state.PluginTable.Leaving;
import dev.pluginhost.impl.state.PluginTable.Leaving.Begun;
import dev.pluginhost.impl.state.Settings;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.threads.BoundedCalls;
import dev.pluginhost.impl.threads.CallbackThreads;
import dev.pluginhost.impl.threads.ImportThread;
import dev.pluginhost.impl.threads.ImportThreads;
import dev.pluginhost.impl.threads.StopThreads;
import dev.pluginhost.impl.threads.Watchdog;
import dev.pluginhost.impl.unload.TearDown;
import dev.pluginhost.impl.unload.UnloadRunner;
import dev.pluginhost.impl.wait.BlockingGuard;
import dev.pluginhost.impl.wait.Futures;
import dev.pluginhost.impl.wait.HostFuture;
import dev.pluginhost.impl.wait.Refusals;
import dev.pluginhost.impl.wait.Waits;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.graph.PluginNode;
import dev.pluginhost.modules.layer.ArtifactOpener;
import dev.pluginhost.modules.layer.PluginLayer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Imports and unloads for the host: requests them ({@link Planner}, {@link UnloadRunner}), waits for them where that is allowed
 * ({@link Waits}), and answers with futures. Thread-safe. Only {@link #importNow}, {@link #unloadNow} and {@link #close} wait.
 */
public final class Imports implements BiConsumer<Import, ImportThread> {

    private final Settings settings;
    private final Registry registry;
    private final PluginTable table;
    private final CallbackThreads callbacks;
    private final Watchdog watchdog;
    private final Waits waits;
    private final Futures futures;
    private final ImportResults results;
    private final Planner planner;
    private final ImportRunner runner;
    private final Events events;
    private final ImportThreads threads;
    private final StopThreads stopThreads;
    private final TearDown tearDown;
    private final BoundedCalls readings;

    /** Does not wait behind {@link #readings}. */
    private final BoundedCalls checks;

    /** Imports into a registry what an opener opens. */
    public Imports(
            Settings settings,
            Registry registry,
            Events events,
            BlockingGuard guard,
            ArtifactOpener opener,
            ChangedFiles changedFiles,
            HostAccess host) {
        ClassLoader loader = settings.applicationLoader();
        this.settings = settings;
        this.registry = registry;
        this.table = new PluginTable(events, settings.clock(), settings.nanoClock(), new Timeline());
        this.events = events;
        this.threads = new ImportThreads(settings.threads(), settings.spareThreads(), loader, this);
        this.watchdog = new Watchdog(loader);
        this.callbacks = new CallbackThreads(loader, watchdog);
        this.results = new ImportResults(table, settings.clock());
        this.stopThreads = new StopThreads(loader);
        this.tearDown = new TearDown(stopThreads);
        this.waits = new Waits(guard, threads, stopThreads, this);
        this.futures = new Futures(waits, callbacks);
        this.planner = new Planner(this, table, threads, results);
        this.runner = new ImportRunner(
                settings, table, results, threads, tearDown, planner, waits, watchdog, opener, changedFiles, host);
        this.readings = new BoundedCalls("pluginhost-source-", settings, threads, stopThreads, watchdog);
        this.checks = new BoundedCalls("pluginhost-check-", settings, threads, stopThreads, watchdog);
    }

    /** Runs an import on the current thread, unless another thread has claimed it or it has ended. */
    @Override
    public void accept(Import operation, ImportThread thread) {
        if (operation.claim(thread.plainName())) {
            runner.run(operation, thread);
        }
    }

    // Requests

    /**
     * The plugin of a name, if it is imported and the current thread may use it. A plugin that is to leave may be used within the start or
     * stop of one that requires it, which leaves first. Takes no lock.
     */
    public @Nullable Imported present(String name) {
        Imported there = registry.find(name);
        return there == null || (there.isLeaving() && !isRequiredHere(there)) ? null : there;
    }

    private boolean isRequiredHere(Imported there) {
        Operation own = waits.isWithinPlugin() ? Waits.own() : null;
        PluginInstance instance = own == null ? null : own.instance();
        return instance != null && instance.requirements().stream().anyMatch(required -> required.imported() == there);
    }

    /** The class loader of the plugin, of any host, whose start or stop runs on the current thread; null if none does. */
    public @Nullable ClassLoader loaderHere() {
        Operation own = Waits.own();
        if (own instanceof Import operation) {
            Acquisition acquired = operation.acquisition();
            PluginLayer layer = acquired == null ? null : acquired.layer();
            return layer == null ? null : layer.loader();
        }
        PluginInstance instance = own == null ? null : own.instance();
        Imported imported = instance == null ? null : instance.imported();
        return imported == null ? null : imported.layer().loader();
    }

    /** Imports a plugin, and waits for it until a deadline. */
    public ImportedModule importNow(Supplier<PluginGraph> installed, String name, Deadline deadline) {
        return waits.await(planner.request(installed, name, Caller.here()), deadline)
                .get();
    }

    /** Imports a plugin; the future is the caller's own. */
    public CompletableFuture<ImportedModule> importLater(Supplier<PluginGraph> installed, String name, Caller caller) {
        HostFuture<ImportedModule> future = futures.ofImport(name);
        importEach(installed, List.of(name), caller, Urgency.AWAITED, false, future, results -> {
            ImportResult result = Objects.requireNonNull(results.get(name), name);
            if (result.failure().isPresent()) {
                future.completeExceptionally(result.failure().get());
            } else {
                future.complete(result.module().orElseThrow());
            }
        });
        return future;
    }

    /** Imports plugins, with a result for each; if the caller may not look at them, what cannot begin is logged too. The future is the caller's own. */
    public CompletableFuture<Map<String, ImportResult>> importEach(
            Supplier<PluginGraph> installed,
            Collection<String> names,
            Caller caller,
            Urgency urgency,
            String call,
            boolean log) {
        HostFuture<Map<String, ImportResult>> future = futures.ofBatch(call);
        importEach(installed, new LinkedHashSet<>(names), caller, urgency, log, future, future::complete);
        return future;
    }

    /** Gives the results when all are there: now if that is quick, else on a callback thread. Until then the future waits for the imports. */
    private void importEach(
            Supplier<PluginGraph> installed,
            Collection<String> names,
            Caller caller,
            Urgency urgency,
            boolean log,
            HostFuture<?> future,
            Consumer<Map<String, ImportResult>> whenDone) {
        Waits.lendPlace();
        PluginGraph graph = installed.get();
        List<String> known = new ArrayList<>(names);
        known.removeIf(name -> planner.isUnknown(graph, name));
        Map<String, Found> found = planner.request(installed, known, caller, urgency);
        List<Import> underWay = new ArrayList<>();
        found.forEach((name, one) -> {
            if (one.underWay() != null) {
                underWay.add(one.underWay());
            } else if (log) {
                results.log(name, one.result());
            }
        });
        Runnable completion = () -> {
            Map<String, ImportResult> all = new LinkedHashMap<>();
            for (String name : names) {
                Found one = found.get(name);
                Outcome outcome = one == null ? planner.explain(graph, name, caller) : one.result();
                if (log && one == null) {
                    results.log(name, outcome);
                }
                all.put(name, result(name, outcome, one));
            }
            whenDone.accept(Collections.unmodifiableMap(all));
        };
        if (underWay.isEmpty() && known.size() == names.size()) {
            completion.run();
            return;
        }
        future.await(underWay);
        Runnable listener = Operation.whenAllOver(underWay, () -> callbacks.deliver(completion));
        CompletableFuture<?> unused =
                future.whenComplete((value, thrown) -> underWay.forEach(operation -> operation.forget(listener)));
    }

    private static ImportResult result(String name, Outcome outcome, @Nullable Found found) {
        if (outcome instanceof Outcome.Failed failed) {
            PluginException why = failed.failure().exception();
            return new ImportResult(name, ImportResult.Outcome.FAILED, Optional.empty(), Optional.of(why));
        }
        ImportResult.Outcome how = found == null || found.underWay() == null
                ? ImportResult.Outcome.ALREADY_IMPORTED
                : found.begun() ? ImportResult.Outcome.IMPORTED : ImportResult.Outcome.JOINED;
        return new ImportResult(name, how, Optional.of(outcome.get()), Optional.empty());
    }

    /** Whether to import a plugin for a caller that did not name it; see {@link ImportResults#isWorthTrying}. */
    public boolean isWorthTrying(PluginNode node) {
        return registry.find(node.name()) != null || table.underWay(node.name()) != null || results.isWorthTrying(node);
    }

    /** Ends a future when the caller's timeout ends. What it is a future of goes on. */
    public void endAt(Deadline deadline, CompletableFuture<ImportedModule> future, String name, Caller caller) {
        Watchdog.Watch watch;
        try {
            watch = watchdog.after(
                    Duration.ofNanos(deadline.left()),
                    () -> callbacks.deliver(() -> future.completeExceptionally(timedOut(name, deadline, caller))));
        } catch (OutOfMemoryError e) {
            future.completeExceptionally(FailedImport.noThread(name, "watching the time of importModuleAsync", e)
                    .exception());
            return;
        }
        CompletableFuture<ImportedModule> unused = future.whenComplete((module, thrown) -> watchdog.cancel(watch));
    }

    /** Waits for a future of the host; for one plugin if a name is given. */
    public <T> T await(CompletableFuture<T> future, String name, Deadline deadline) {
        try {
            if (Thread.interrupted()) { // also where this thread has done it itself
                throw Refusals.interrupted(new InterruptedException());
            }
            return future.get(deadline.left(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw e instanceof TimeoutException ? timedOut(name, deadline, Caller.here()) : Refusals.ofWait(e);
        }
    }

    /** The exception for a caller whose own timeout has ended. */
    private PluginException timedOut(String name, Deadline deadline, Caller caller) {
        return Refusals.timedOut(name, table.underWay(name), deadline, caller);
    }

    // Unloads

    private UnloadRunner unloads() {
        return new UnloadRunner(settings, table, stopThreads, tearDown, events);
    }

    /** Unloads a plugin that was marked; the future is the caller's own. An unknown name is refused. */
    public CompletableFuture<UnloadReport> unload(PluginGraph graph, String name, Leaving leaving, Caller caller) {
        long began = settings.nanoClock().getAsLong();
        unloads().begin(List.of(leaving));
        Unload unload = leaving instanceof Begun begun ? begun.unload() : null;
        HostFuture<UnloadReport> future =
                futures.ofCall(name, "Waiting for the future of unload(\"" + name + "\")", false);
        if (unload != null) {
            future.await(List.of(unload));
            CompletableFuture<UnloadReport> made =
                    Unload.reports(List.of(unload)).thenApply(plugins -> report(name, plugins, began));
            futures.deliver(made, future);
            CompletableFuture<UnloadReport> unused = Futures.ending(made, future);
        } else if (leaving instanceof Leaving.InUse inUse) {
            future.completeExceptionally(Refusals.inUse(name, inUse.dependents(), caller));
        } else if (leaving instanceof Leaving.Closed) {
            future.completeExceptionally(closed(""));
        } else if (planner.isUnknown(graph, name)) {
            callbacks.deliver(() -> {
                if (planner.explain(graph, name, caller) instanceof Outcome.Failed failed) {
                    future.completeExceptionally(failed.failure().exception());
                } else {
                    future.complete(report(name, List.of(), began));
                }
            });
        } else {
            future.complete(report(name, List.of(), began));
        }
        return future;
    }

    private UnloadReport report(String name, List<UnloadReport.Plugin> plugins, long began) {
        return new UnloadReport(
                name, plugins, Duration.ofNanos(settings.nanoClock().getAsLong() - began));
    }

    /**
     * Unloads plugins, and before each of them those that require it. All are marked in one step. Returns when they are gone; not to be
     * called by a thread of a plugin.
     */
    public List<Begun> unloadNow(Collection<String> names, Caller caller) {
        List<Leaving> marked = table.leave(names, Dependents.UNLOAD_FIRST, caller);
        unloads().begin(marked);
        List<Begun> unloaded = new ArrayList<>();
        for (Leaving leaving : marked) {
            if (leaving instanceof Leaving.Closed) {
                throw closed("");
            }
            if (leaving instanceof Begun begun) {
                CompletableFuture<Void> gone = new CompletableFuture<>();
                begun.unload().whenOver(() -> gone.complete(null));
                gone.join();
                unloaded.add(begun);
            }
        }
        return unloaded;
    }

    // The state

    public PluginTable table() {
        return table;
    }

    /** Logs what keeps an installed plugin from being imported, so that its import does not log that again. */
    public void log(Problem problem) {
        results.log(problem);
    }

    /** Forgets how imports went of plugins that are not installed any more. */
    public void forget(Predicate<String> installed) {
        results.sourcesRead();
        table.forget(installed);
    }

    /** The exception for a caller of a host that is closed, for a plugin if one is named. */
    public static RuntimeException closed(String module) {
        return FailedImport.closed(module).exception();
    }

    // What the host does as a whole

    public Futures futures() {
        return futures;
    }

    public Waits waits() {
        return waits;
    }

    /** Calls that read the sources. */
    public BoundedCalls readings() {
        return readings;
    }

    public BoundedCalls checks() {
        return checks;
    }

    /** Runs something quick after a while, on the watchdog's thread; never if the host is closed before. */
    public void after(Duration delay, Runnable quick) {
        Watchdog.Watch unused = watchdog.after(delay, quick);
    }

    // Close

    /** Ends all imports and all plugins within a timeout. To be called once. */
    public void close(Duration timeout) {
        HostClosing closing = new HostClosing(table, registry, events, threads, results, unloads(), tearDown);
        List<Import> wereUnderWay = closing.endImports();
        Thrown.run("end its watchdog", watchdog::shutDown);
        Thrown.run("end its readings", readings::close);
        Thrown.run("end its checks", checks::close);
        Thrown.run("end its plugins", () -> closing.endPlugins(wereUnderWay, timeout));
        Thrown.run("end its callbacks", callbacks::shutDown);
    }
}
