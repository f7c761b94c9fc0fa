package dev.pluginhost.impl.deploy;

import dev.pluginhost.Dependents;
import dev.pluginhost.PluginException;
import dev.pluginhost.RefreshReport;
import dev.pluginhost.ReloadFailedException;
import dev.pluginhost.ReloadReport;
import dev.pluginhost.ReloadReport.Reloaded;
import dev.pluginhost.UnloadReport;
import dev.pluginhost.impl.installed.Installed;
import dev.pluginhost.impl.lifecycle.DaemonThreads;
import dev.pluginhost.impl.lifecycle.Thrown;
import dev.pluginhost.impl.recording.Recorder;
import dev.pluginhost.impl.recording.ReloadEvent;
import dev.pluginhost.impl.registry.Registry;
import dev.pluginhost.impl.run.Imports;
import dev.pluginhost.impl.state.Caller;
import dev.pluginhost.impl.state.FailedImport;
import dev.pluginhost.impl.state.PluginTable.Leaving;
import dev.pluginhost.impl.state.Unload;
import dev.pluginhost.impl.wait.Futures;
import dev.pluginhost.modules.application.Application;
import dev.pluginhost.modules.graph.PluginGraph;
import dev.pluginhost.modules.layer.ArtifactOpener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs reloads and follows changes on disk, one after another, on one daemon thread, which ends when idle. An unloading is
 * wholly before or wholly after the part of a reload in which plugins leave and come back. Thread-safe.
 */
public final class Reloads {

    private static final int IDLE_SECONDS = 1;

    final Installed installed;
    final Imports imports;
    final Registry registry;
    final ArtifactOpener opener;
    final Application application;
    private final LongSupplier nanoClock;
    private final ThreadPoolExecutor thread;

    /** Also held while an unloading marks plugins as leaving. */
    private final ReentrantLock lock = new ReentrantLock();

    /** The unloadings that wait while a reload has plugins leave and come back; null if none does. Guarded by the lock. */
    private @Nullable List<CompletableFuture<Void>> waiting;

    /** Fails what waits when the host is closed; each has a key of its own. Added by any thread, removed by the one that completes it. */
    private final Map<Object, Runnable> unanswered = new ConcurrentHashMap<>();

    public Reloads(
            Installed installed,
            Imports imports,
            Registry registry,
            ArtifactOpener opener,
            Application application,
            ClassLoader contextLoader,
            LongSupplier nanoClock) {
        this.installed = installed;
        this.imports = imports;
        this.registry = registry;
        this.opener = opener;
        this.application = application;
        this.nanoClock = nanoClock;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DaemonThreads("pluginhost-reload-", contextLoader));
        thread.allowCoreThreadTimeOut(
                true); // with no core thread, work would stay queued though no thread can be started
    }

    /** Reloads a plugin; the future is the caller's own. */
    public CompletableFuture<ReloadReport> reload(String name, Caller caller) {
        long began = nanoClock.getAsLong();
        String call = "Waiting for the future of reload(\"" + name + "\")";
        return imports.futures()
                .then(
                        enqueue(() -> recorded(List.of(name), caller, () -> run(name, caller))),
                        name,
                        call,
                        true,
                        done -> Unload.reports(done.unloaded())
                                .thenApply(unloaded -> new ReloadReport(
                                        done.plugins(), unloaded, Duration.ofNanos(nanoClock.getAsLong() - began))));
    }

    private Reload.Done run(String name, Caller caller) {
        read(caller);
        PluginGraph now = installed.get();
        if (now.find(name) == null && registry.find(name) == null) {
            throw FailedImport.of(now.obstacle(name, caller.description()).orElseThrow(), name)
                    .exception();
        }
        return new Reload(this, now, caller).run(List.of(name), Set.of());
    }

    /** Has a recording show how a reload went. */
    static Reload.Done recorded(Collection<String> names, Caller caller, Supplier<Reload.Done> reload) {
        ReloadEvent event = Recorder.reloading();
        List<String> replaced = List.of();
        String outcome = "FAILED";
        String message = "";
        try {
            Reload.Done done = reload.get();
            replaced = done.plugins().stream().map(Reloaded::name).toList();
            outcome = done.unloaded().isEmpty() ? "NOT_IMPORTED" : "RELOADED";
            return done;
        } catch (PluginException e) {
            outcome = e instanceof ReloadFailedException failed ? failed.left().name() : outcome;
            message = String.valueOf(e.getMessage());
            throw e;
        } finally {
            Recorder.reloaded(names, replaced, caller.description(), outcome, message, event);
        }
    }

    /** Unloads a plugin when no reload moves plugins; the future is the caller's own. */
    public CompletableFuture<UnloadReport> unload(
            PluginGraph graph, String name, Dependents dependents, Caller caller, String call) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        @Nullable Leaving leaving = null;
        lock.lock();
        try {
            if (waiting == null) {
                leaving =
                        imports.table().leave(List.of(name), dependents, caller).get(0);
            } else {
                waiting.add(turn);
            }
        } finally {
            lock.unlock();
        }
        if (leaving != null) {
            return imports.unload(graph, name, leaving, caller);
        }
        return imports.futures()
                .then(
                        untilClosed(turn),
                        name,
                        call,
                        true,
                        over -> unload(installed.get(), name, dependents, caller, call));
    }

    /** Called by a reload before it marks what is to leave, and followed by {@link #moved}; unloadings wait from here on. */
    void moving() {
        lock.lock();
        try {
            waiting = new ArrayList<>();
        } finally {
            lock.unlock();
        }
    }

    /** Has the unloadings that wait begin, in the order in which they were requested. */
    void moved() {
        List<CompletableFuture<Void>> turns;
        lock.lock();
        try {
            turns = Objects.requireNonNull(waiting);
            waiting = null;
        } finally {
            lock.unlock();
        }
        turns.forEach(turn -> turn.complete(null));
    }

    /** Reads the sources again, on the thread for that, and waits for it. */
    RefreshReport read(Caller caller) {
        return Futures.settled(installed.refresh(imports, "Reading the sources", caller.description()));
    }

    /** Runs work that may hang on a thread for that, and waits for it; throws what it fails with, or a timeout's exception. */
    <T> T onCheckThread(Supplier<T> work, String what) {
        return Futures.settled(imports.checks().begin(what, work, null));
    }

    /** Logs which class loaders are still held when that is known, for unloaded plugins that no caller gets a report of. */
    static void warnOfHeld(List<Unload> unloaded, Caller caller) {
        // If this fails, the host was closed before.
        CompletableFuture<Void> unused = Unload.reports(unloaded).thenAccept(all -> {
            for (UnloadReport.Plugin plugin : all) {
                if (plugin.collection() == UnloadReport.Plugin.Collection.HELD) {
                    String holders = plugin.holders().stream()
                            .map(holder -> holder.kind() + ": " + holder.what())
                            .collect(Collectors.joining(", "));
                    Thrown.warnSoon(
                            "Plugin " + plugin.name() + " (" + plugin.location() + ") was unloaded, as " + caller
                                    + " wanted, but its class loader is still held: " + holders
                                    + "; release it there, or each reload leaves one more copy of its classes in memory",
                            null);
                }
            }
        });
    }

    /** Has the thread do something when all that was enqueued before is done, or fails when the host is closed. */
    <T> CompletableFuture<T> enqueue(Supplier<T> work) {
        try {
            return untilClosed(CompletableFuture.supplyAsync(work, thread));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(Imports.closed(""));
        } catch (OutOfMemoryError e) { // of the start of a thread
            return CompletableFuture.failedFuture(
                    FailedImport.noThread("", "what waits for a reload", e).exception());
        }
    }

    /** Has a future fail when the host is closed: a plugin's stop may wait for it while the reload waits for the close. */
    private <T> CompletableFuture<T> untilClosed(CompletableFuture<T> future) {
        Object key = new Object();
        unanswered.put(key, () -> future.completeExceptionally(Imports.closed("")));
        CompletableFuture<T> unused = future.whenComplete((value, thrown) -> unanswered.remove(key));
        if (thread.isShutdown()) { // after the addition: this thread or the one that closes sees it
            future.completeExceptionally(Imports.closed(""));
        }
        return future;
    }

    /** Begins nothing more, and fails what has not ended. What runs ends with the imports. */
    public void close() {
        thread.shutdown();
        unanswered.values().forEach(Runnable::run);
    }
}
